package millrace.jobs.cli;

import millrace.jobs.run.Preflight;
import picocli.CommandLine.Option;

/** What to do with a run that the output folder holds: one of these at most. */
final class ExistingRun {
  @Option(names = "--resume", description = "Finish it, when it is the same job (the default).")
  private boolean resume;

  @Option(names = "--retry-errors", description = "Finish it, and complete its error rows again.")
  private boolean retryErrors;

  @Option(names = "--overwrite", description = "Replace it.")
  private boolean overwrite;

  Preflight.Existing toExisting() {
    if (overwrite) {
      return Preflight.Existing.OVERWRITE;
    }
    return retryErrors ? Preflight.Existing.RETRY_ERRORS : Preflight.Existing.RESUME;
  }
}
