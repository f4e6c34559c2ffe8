package millrace.jobs.batch;

import millrace.jobs.run.JobOutcome;
import org.apache.hadoop.fs.Path;

/**
 * How a batch ended.
 *
 * @param output the output file
 * @param errors the error file
 * @param answers lines of the output file
 * @param refused lines that were no request that Millrace takes
 * @param failed requests that were taken and failed
 * @param generation of all requests together
 */
public record BatchOutcome(
    Path output, Path errors, long answers, long refused, long failed, JobOutcome generation) {

  /** Requests without an answer, as a fraction of all. */
  public double errorFraction() {
    long errors = refused + failed;
    return errors == 0 ? 0 : (double) errors / (answers + errors);
  }
}
