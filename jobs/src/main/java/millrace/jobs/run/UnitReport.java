package millrace.jobs.run;

import java.io.IOException;
import java.io.Serializable;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;

/**
 * What a task tells the driver.
 *
 * @param file what is kept of the unit's file; null with a refusal
 * @param done of its totals, what this run completed
 * @param refusal why nothing of the job can go on; null when the unit is in place
 */
record UnitReport(UnitRecord file, UnitResult done, Refusal refusal) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Who is to blame for a job that cannot go on. */
  enum Blame {
    CONFIGURATION,
    MODEL,
    STORAGE
  }

  /**
   * Why a job cannot go on.
   *
   * @param message one line
   */
  record Refusal(Blame blame, String message) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a driver makes of it. */
    Exception toException() {
      return switch (blame) {
        case CONFIGURATION -> new ConfigException(message);
        case MODEL -> new ModelFileException(message);
        case STORAGE -> new IOException(message);
      };
    }
  }

  static UnitReport of(UnitRecord file, UnitResult done) {
    return new UnitReport(file, done, null);
  }

  static UnitReport refused(Blame blame, String message) {
    return new UnitReport(null, UnitResult.NOTHING, new Refusal(blame, message));
  }
}
