package millrace.jobs.batch;

import java.util.Map;
import millrace.datasets.openai.DefaultLengths;

/**
 * What {@code _millrace/batch.json} says of the requests.
 *
 * @param inputSha256 of the batch file
 * @param lengths that requests got which did not say
 * @param created when the batch began, in seconds since 1970
 * @param requests lines that are prompts now
 * @param refused lines that are none
 * @param reportsLogprobs whether any asked for log-probabilities
 * @param rows of each prompt table that there is, by its name
 */
record BatchRecord(
    String inputSha256,
    DefaultLengths lengths,
    long created,
    long requests,
    long refused,
    boolean reportsLogprobs,
    Map<String, Long> rows) {
  BatchRecord {
    rows = Map.copyOf(rows);
  }

  boolean has(BatchTable table) {
    return rows.containsKey(table.label());
  }
}
