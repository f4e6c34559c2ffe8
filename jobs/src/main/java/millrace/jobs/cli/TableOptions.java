package millrace.jobs.cli;

import java.io.IOException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of commands that run a job over a prompt table. */
final class TableOptions {
  @Option(
      names = "--input",
      paramLabel = "PROMPTS",
      description = "Parquet file, folder or pattern; else the sample prompts.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder of the output; else a new one below ./output.")
  private String output;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master; else local[*].")
  private String master;

  @Option(names = "--limit", paramLabel = "N", description = "The first N rows only, as a preview.")
  private Long limit;

  @Option(
      names = "--max-error-fraction",
      paramLabel = "F",
      description = "End with code 3 when more of the rows are errors.")
  private Double maxErrorFraction;

  @ArgGroup private ExistingRun existing = new ExistingRun();

  @Option(
      names = "--dry-run",
      description = "Check everything, tell what the job will take, compute nothing.")
  private boolean dryRun;

  /** Whether a table was named. */
  boolean haveInput() {
    return input != null;
  }

  /** Runs the job, or tells what it would take; the exit code. */
  int run(SettingsBuilder builder, CommandLine command) throws IOException {
    Settings settings =
        builder
            .option(KnownSettings.INPUT, input, "--input")
            .option(KnownSettings.OUTPUT, output, "--output")
            .option(KnownSettings.MASTER, master, "--master")
            .option(KnownSettings.LIMIT, limit, "--limit")
            .option(KnownSettings.MAX_ERROR_FRACTION, maxErrorFraction, "--max-error-fraction")
            .build();
    TableJob job = new TableJob(settings, existing.toExisting(), command);
    if (dryRun) {
      job.dryRun();
      return ExitCode.DONE;
    }
    return job.run();
  }
}
