package millrace.jobs.feed;

import java.util.Map;
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;

/**
 * What requests are made of, wherever the row comes from.
 *
 * @param source the row as it was read
 * @param id its identity
 * @param prompt what to complete, or null
 * @param error why there is no prompt, or null
 * @param sampling the row's own sampling fields, or null
 */
public record Row<T>(T source, String id, Prompt prompt, RowError error, Map<String, ?> sampling) {

  /** The row of a prompt table. */
  public static Row<PromptRow> of(PromptRow row) {
    return new Row<>(row, row.id(), row.prompt(), row.error(), row.samplingOverrides());
  }

  /** A line of requests. */
  public static Row<JsonlRequest> of(JsonlRequest line) {
    return new Row<>(line, line.id(), line.prompt(), line.error(), line.samplingOverrides());
  }

  /** The row's own value of a sampling field, or null. */
  Object override(String field) {
    return sampling == null ? null : sampling.get(field);
  }
}
