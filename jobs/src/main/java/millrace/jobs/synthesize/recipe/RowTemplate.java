package millrace.jobs.synthesize.recipe;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.ModelFileException;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.TemplateLimits;

/**
 * A template over the columns of a row, in the Jinja of chat templates: {@code {{ column }}}.
 * Values are data, never parsed, and it cannot see the time, since a row must come out the same
 * again.
 */
public final class RowTemplate {
  private static final Clock NO_TIME = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final ChatTemplate template;

  private RowTemplate(ChatTemplate template) {
    this.template = template;
  }

  /**
   * Compiles a template.
   *
   * @throws ModelFileException naming what is wrong with it, and where
   */
  public static RowTemplate compile(String source) {
    return new RowTemplate(ChatTemplate.compile(source, TemplateLimits.defaults()));
  }

  /** The names that it reads and does not assign itself: the columns that a row must have. */
  public Set<String> columns() {
    return template.variables();
  }

  /**
   * The text for a row.
   *
   * @param row values by column
   * @throws millrace.engine.api.RowException when the template fails on these values
   */
  public String render(Map<String, Object> row) {
    return template.render(row, NO_TIME);
  }
}
