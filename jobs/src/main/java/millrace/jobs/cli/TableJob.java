package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import millrace.datasets.embedded.EmbeddedResources;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.progress.ProgressDisplay;
import millrace.jobs.progress.ProgressSource;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.weights.ModelFiles;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;

/** A job over a prompt table, from its checks to its report, as commands run it. */
final class TableJob {
  private final Settings settings;
  private final SparkConf conf;
  private final PreparedJob job;
  private final CommandLine command;

  /**
   * Checks the job.
   *
   * @param command whose output is written to
   * @throws millrace.engine.api.MillraceException when it is refused
   */
  TableJob(Settings settings, Preflight.Existing existing, CommandLine command) {
    this.settings = settings;
    this.command = command;
    this.conf = SparkSetup.conf(settings);
    this.job =
        Preflight.check(
            settings,
            ModelFiles.at(ModelSource.resolve(settings)),
            inputPath(settings),
            outputPath(settings),
            existing,
            ModelEngines.INSTANCE,
            SparkSetup.hadoop(conf));
  }

  /** Tells what the job will take; computes nothing. */
  void dryRun() {
    tellPlan();
    JobForecast forecast =
        JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.WITH_TIME);
    new ForecastReport(forecast).print(command.getOut());
  }

  /** Runs the job; its exit code. */
  int run() throws IOException {
    tellPlan();
    if (job.state() != OutputDirectory.State.FINISHED) {
      JobForecast forecast =
          JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.QUICK);
      command.getErr().println("expected: " + new ForecastReport(forecast).line());
    }
    JobOutcome outcome = generate();
    new JobReport(job, command.getOut()).print(outcome);
    double allowed = settings.real(KnownSettings.MAX_ERROR_FRACTION);
    return outcome.errorFraction() > allowed ? ExitCode.TOO_MANY_ERRORS : ExitCode.DONE;
  }

  private void tellPlan() {
    JobReport report = new JobReport(job, command.getOut());
    command.getErr().println(report.plan(conf.get("spark.master")));
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

  private JobOutcome generate() throws IOException {
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      return GenerateJob.run(
          spark,
          job,
          ModelEngines.INSTANCE,
          (extent, source) -> showProgress(job.settings(), extent, source));
    }
  }

  private static ProgressDisplay showProgress(
      Settings settings, ProgressDisplay.Extent extent, ProgressSource source) {
    long millis = (long) (settings.real(KnownSettings.PROGRESS_SECONDS) * 1000);
    PrintStream err = System.err; // the bar draws on the process's own stream
    return ProgressDisplay.start(
        ProgressModes.of(settings), Duration.ofMillis(millis), extent, source, err);
  }
}
