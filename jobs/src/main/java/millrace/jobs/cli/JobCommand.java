package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
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

/** What the commands that run a Spark job have in common, from the checks to the summary. */
final class JobCommand {
  private final JobOptions options;
  private final Settings settings;
  private final Purpose purpose;
  private final PrintWriter out;
  private final PrintWriter err;

  /** What a command does besides generating. */
  interface Purpose {
    /** Refuses what cannot work, before anything is written. */
    default void check(PreparedJob job) {}

    /** Is called when all rows are in place. */
    default void conclude(JavaSparkContext spark, PreparedJob job, JobOutcome outcome)
        throws IOException {}
  }

  JobCommand(
      JobOptions options, Settings settings, Purpose purpose, PrintWriter out, PrintWriter err) {
    this.options = options;
    this.settings = settings;
    this.purpose = purpose;
    this.out = out;
    this.err = err;
  }

  /** Runs the job, or looks ahead only; the exit code. */
  int run() throws IOException {
    SparkConf conf = SparkSetup.conf(settings);
    PreparedJob job = prepare(conf);
    purpose.check(job);
    JobReport report = new JobReport(job, out);
    err.println(report.plan(conf.get("spark.master")));
    lookAhead(job, conf);
    if (options.isDryRun()) {
      return ExitCode.DONE;
    }
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      JobOutcome outcome =
          GenerateJob.run(
              spark,
              job,
              ModelEngines.INSTANCE,
              (extent, source) -> ProgressModes.start(settings, extent, source));
      report.print(outcome);
      purpose.conclude(spark, job, outcome);
      return ExitCode.of(outcome.errorFraction(), settings);
    }
  }

  private PreparedJob prepare(SparkConf conf) {
    return Preflight.check(
        settings,
        ModelFiles.at(ModelSource.resolve(settings)),
        inputPath(),
        outputPath(),
        options.existing(),
        ModelEngines.INSTANCE,
        SparkSetup.hadoop(conf));
  }

  /** Refuses what cannot work, and tells what the job will take. */
  private void lookAhead(PreparedJob job, SparkConf conf) {
    if (options.isDryRun()) {
      JobForecast forecast =
          JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.WITH_TIME);
      new ForecastReport(forecast).print(out);
    } else if (job.state() != OutputDirectory.State.FINISHED) {
      JobForecast forecast =
          JobForecast.of(job, ModelEngines.INSTANCE, conf, JobForecast.Depth.QUICK);
      err.println("expected: " + new ForecastReport(forecast).line());
    }
  }

  private String inputPath() {
    String path = settings.text(KnownSettings.INPUT);
    if (!path.isEmpty()) {
      return path;
    }
    return EmbeddedResources.inTemporaryFolder()
        .file(EmbeddedResources.SAMPLE_PROMPTS)
        .toUri()
        .toString();
  }

  private String outputPath() {
    String path = settings.text(KnownSettings.OUTPUT);
    if (!path.isEmpty()) {
      return path;
    }
    String input = settings.text(KnownSettings.INPUT);
    return NewOutput.named(input.isEmpty() ? "sample-prompts" : nameOf(input));
  }

  /** The last part of a path, without what a folder's name had better not hold. */
  private static String nameOf(String path) {
    String last = path.replaceAll("/+$", "").replaceAll(".*/", "");
    String name = last.replaceAll("\\.(parquet|parq|pq)$", "").replaceAll("[^\\w.-]+", "-");
    return name.isEmpty() || name.startsWith(".") ? "completions" : name;
  }
}
