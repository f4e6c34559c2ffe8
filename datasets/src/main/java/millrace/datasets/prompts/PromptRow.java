package millrace.datasets.prompts;

import java.util.Map;
import java.util.Objects;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams;

/**
 * One row of a prompt table. Has either a prompt or an error, never both.
 *
 * @param rowIndex position in its file, from 0
 * @param id the id column as text, or {@code <file name>#<rowIndex>} when there is no such column
 *     or the row's id cannot be read; never null
 * @param prompt what to complete, or null
 * @param error why there is no prompt, or null
 * @param samplingOverrides the non-null sampling fields of the row by name, for {@link
 *     SamplingParams#with}, which checks their values; null when the row has none or they cannot be
 *     read
 * @param extra the columns to pass through
 */
public record PromptRow(
    long rowIndex,
    String id,
    Prompt prompt,
    RowError error,
    Map<String, ?> samplingOverrides,
    PassThrough extra) {
  public PromptRow {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(extra, "extra");
    if ((prompt == null) == (error == null)) {
      throw new IllegalArgumentException(
          "Cannot make a row: prompt and error, one of them must be null, row " + rowIndex);
    }
  }
}
