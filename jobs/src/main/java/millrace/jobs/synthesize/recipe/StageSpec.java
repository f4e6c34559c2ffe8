package millrace.jobs.synthesize.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import millrace.jobs.synthesize.filter.NamedFilter;

/**
 * One stage: each row makes a prompt, the model answers, answers that pass the filters become rows.
 *
 * @param name of the stage, a word
 * @param prompt template of a text prompt; empty when there are messages
 * @param messages templates of a conversation; empty when there is a prompt
 * @param model that of the job when empty
 * @param sampling fields that differ from the job's, by name
 * @param candidates answers for each row
 * @param output column that the answer becomes
 * @param text template of that column, over the row's columns and {@code completion}
 * @param keep which of the candidates that pass go on
 * @param filters in the order in which they are asked
 */
public record StageSpec(
    String name,
    Optional<String> prompt,
    List<MessageTemplate> messages,
    Optional<String> model,
    Map<String, Object> sampling,
    int candidates,
    String output,
    String text,
    Keep keep,
    List<NamedFilter> filters) {

  /** The name by which {@link #text} sees the model's answer. */
  public static final String COMPLETION = "completion";

  public StageSpec {
    messages = List.copyOf(messages);
    filters = List.copyOf(filters);
  }

  /** Columns that the prompt needs. */
  public Set<String> promptColumns() {
    List<String> templates = new ArrayList<>(prompt.stream().toList());
    messages.forEach(message -> templates.add(message.content()));
    return columns(templates);
  }

  /** Columns that the output needs, the completion left out. */
  public Set<String> textColumns() {
    Set<String> columns = columns(List.of(text));
    columns.remove(COMPLETION);
    return columns;
  }

  private static Set<String> columns(List<String> templates) {
    Set<String> columns = new TreeSet<>();
    templates.forEach(template -> columns.addAll(RowTemplate.compile(template).columns()));
    return columns;
  }
}
