package millrace.jobs.cli;

import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/** What the process ends with. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** The job failed. */
  static final int FAILED = 1;

  /** Bad usage or configuration; nothing was generated. */
  static final int USAGE = 2;

  /** Done, but more rows failed than allowed. */
  static final int TOO_MANY_ERRORS = 3;

  private ExitCode() {}

  /** Done, or with more errors than {@code job.max_error_fraction} allows. */
  static int of(double errorFraction, Settings settings) {
    return errorFraction > settings.real(KnownSettings.MAX_ERROR_FRACTION) ? TOO_MANY_ERRORS : DONE;
  }
}
