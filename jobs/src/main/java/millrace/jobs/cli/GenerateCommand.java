package millrace.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.datasets.embedded.EmbeddedResources;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.models.ModelEngines;
import millrace.jobs.models.ModelSource;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.progress.ProgressModes;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.weights.ModelFiles;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Completes a prompt table with Spark. */
@Command(
    name = "generate",
    description = "Completes a table of prompts; without options, the sample prompts.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
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

  @Option(names = "--help-settings", description = "List every setting for --config and --set.")
  private boolean helpSettings;

  @Override
  public Integer call() throws IOException {
    if (helpSettings) {
      SettingsHelp.print(spec.commandLine().getOut());
      return ExitCode.DONE;
    }
    Settings settings = settings();
    SparkConf conf = SparkSetup.conf(settings);
    PreparedJob job = prepare(settings, conf);
    JobReport report = new JobReport(job, spec.commandLine().getOut());
    spec.commandLine().getErr().println(report.plan(conf.get("spark.master")));
    lookAhead(job, conf);
    if (dryRun) {
      return ExitCode.DONE;
    }
    JobOutcome outcome = run(job, conf);
    report.print(outcome);
    double allowed = settings.real(KnownSettings.MAX_ERROR_FRACTION);
    return outcome.errorFraction() > allowed ? ExitCode.TOO_MANY_ERRORS : ExitCode.DONE;
  }

  private Settings settings() {
    return options
        .builder()
        .option(KnownSettings.INPUT, input, "--input")
        .option(KnownSettings.OUTPUT, output, "--output")
        .option(KnownSettings.MASTER, master, "--master")
        .option(KnownSettings.LIMIT, limit, "--limit")
        .option(KnownSettings.MAX_ERROR_FRACTION, maxErrorFraction, "--max-error-fraction")
        .build();
  }

  private PreparedJob prepare(Settings settings, SparkConf conf) {
    return Preflight.check(
        settings,
        ModelFiles.at(ModelSource.resolve(settings)),
        inputPath(settings),
        outputPath(settings),
        existing.toExisting(),
        ModelEngines.INSTANCE,
        SparkSetup.hadoop(conf));
  }

  /** Refuses what cannot work, and tells what the job will take. */
  private void lookAhead(PreparedJob job, SparkConf conf) {
    if (dryRun) {
      JobForecast forecast =
          JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.WITH_TIME);
      new ForecastReport(forecast).print(spec.commandLine().getOut());
    } else if (job.state() != OutputDirectory.State.FINISHED) {
      JobForecast forecast =
          JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.QUICK);
      spec.commandLine().getErr().println("expected: " + new ForecastReport(forecast).line());
    }
  }

  private static String inputPath(Settings settings) {
    String path = settings.text(KnownSettings.INPUT);
    if (!path.isEmpty()) {
      return path;
    }
    return EmbeddedResources.inTemporaryFolder()
        .file(EmbeddedResources.SAMPLE_PROMPTS)
        .toUri()
        .toString();
  }

  /** As given, or the first of output/NAME-001, -002, … that does not exist. */
  private static String outputPath(Settings settings) {
    String path = settings.text(KnownSettings.OUTPUT);
    if (!path.isEmpty()) {
      return path;
    }
    String input = settings.text(KnownSettings.INPUT);
    String name = input.isEmpty() ? "sample-prompts" : nameOf(input);
    int number = 1;
    Path folder;
    do {
      folder = Path.of("output", String.format(Locale.ROOT, "%s-%03d", name, number++));
    } while (Files.exists(folder));
    return folder.toAbsolutePath().toUri().toString();
  }

  /** The last part of a path, without what a folder's name had better not hold. */
  private static String nameOf(String path) {
    String last = path.replaceAll("/+$", "").replaceAll(".*/", "");
    String name = last.replaceAll("\\.(parquet|parq|pq)$", "").replaceAll("[^\\w.-]+", "-");
    return name.isEmpty() || name.startsWith(".") ? "completions" : name;
  }

  private static JobOutcome run(PreparedJob job, SparkConf conf) throws IOException {
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      return GenerateJob.run(
          spark,
          job,
          ModelEngines.INSTANCE,
          (extent, source) -> ProgressModes.start(job.settings(), extent, source));
    }
  }
}
