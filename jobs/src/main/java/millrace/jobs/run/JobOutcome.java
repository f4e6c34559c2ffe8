package millrace.jobs.run;

import java.time.Duration;
import millrace.jobs.output.UnitResult;

/**
 * How a job ended.
 *
 * @param total of all units, those of earlier runs included
 * @param thisRun of the units of this run
 * @param time of this run's generation
 */
public record JobOutcome(UnitResult total, UnitResult thisRun, Duration time) {

  /** Prompt and completion tokens per second of this run. */
  public double tokensPerSecond() {
    return time.isZero() ? 0 : thisRun.tokens() * 1e9 / time.toNanos();
  }

  /** Output rows in error, as a fraction of all output rows. */
  public double errorFraction() {
    return total.rowsOut() == 0 ? 0 : (double) total.errorRows() / total.rowsOut();
  }
}
