package millrace.jobs.forecast;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen of some rows of a job.
 *
 * @param ofRows input rows of the job
 * @param rows input rows looked at, spread over the table
 * @param promptTokens tokens of their prompts, rows in error left out
 * @param longestPrompt the longest of them in tokens
 * @param mostNewTokens tokens that they can lead to at most, all samples together
 * @param errors rows that could not be completed, by code
 * @param messages the message of one row for each code
 */
public record RowSample(
    long ofRows,
    long rows,
    long promptTokens,
    int longestPrompt,
    long mostNewTokens,
    Map<String, Long> errors,
    Map<String, String> messages) {

  public RowSample {
    errors = new TreeMap<>(errors);
    messages = new TreeMap<>(messages);
  }

  /** Whether every row was looked at, so that nothing is extrapolated. */
  public boolean isWhole() {
    return rows == ofRows;
  }

  /** A number seen in the sample, extrapolated to all rows. */
  public long ofAll(long seen) {
    return rows == 0 ? 0 : Math.round((double) seen / rows * ofRows);
  }

  /** Rows of the sample that could not be completed. */
  public long errorRows() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Mean tokens of a sequence, prompt and completion at its longest; 1 without rows. */
  public long meanSequence() {
    long fine = rows - errorRows();
    return fine == 0 ? 1 : Math.max(1, (promptTokens + mostNewTokens) / fine);
  }
}
