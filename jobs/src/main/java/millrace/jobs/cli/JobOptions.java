package millrace.jobs.cli;

import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.run.Preflight;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the commands that run a Spark job over a prompt table. */
final class JobOptions {
  @Mixin private SettingsOptions options;

  @Option(
      names = "--input",
      paramLabel = "PROMPTS",
      description = "Parquet file, folder or pattern; else the sample prompts.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder of the completions; else a new one below ./output.")
  private String output;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master; else local[*].")
  private String master;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Complete the first N rows only, as a preview.")
  private Long limit;

  @Option(
      names = "--max-error-fraction",
      paramLabel = "F",
      description = "End with code 3 when more of the rows are errors.")
  private Double maxErrorFraction;

  @ArgGroup private ExistingRun existing = new ExistingRun();

  @Option(
      names = "--dry-run",
      description = "Check everything, tell what the job will take, generate nothing.")
  private boolean dryRun;

  /** What all options say. */
  SettingsBuilder builder() {
    return options
        .builder()
        .option(KnownSettings.INPUT, input, "--input")
        .option(KnownSettings.OUTPUT, output, "--output")
        .option(KnownSettings.MASTER, master, "--master")
        .option(KnownSettings.LIMIT, limit, "--limit")
        .option(KnownSettings.MAX_ERROR_FRACTION, maxErrorFraction, "--max-error-fraction");
  }

  /** What to do with a run that the output folder holds. */
  Preflight.Existing existing() {
    return existing.toExisting();
  }

  /** Whether nothing is to be generated. */
  boolean isDryRun() {
    return dryRun;
  }
}
