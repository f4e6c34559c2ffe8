package millrace.jobs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.progress.ProgressDisplay;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.sweep.SweepSettings;
import millrace.jobs.weights.ModelFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A generation job with the fake engine. */
public final class TestJob {
  /** Progress that nobody sees. */
  public static final GenerateJob.ProgressView NO_PROGRESS =
      (extent, source) ->
          ProgressDisplay.start(
              ProgressDisplay.Mode.NONE, Duration.ofSeconds(1), extent, source, System.err);

  private final Path folder;
  private final EngineFactory engines;
  private Settings settings = settings();
  private Preflight.Existing existing = Preflight.Existing.RESUME;

  /** A job whose model and engine log lie in {@code folder}. */
  public TestJob(Path folder) {
    this.folder = folder;
    this.engines = new FakeEngines(engineLog().toString());
  }

  /** The defaults with small units, changed by these {@code key=value}. */
  public static Settings settings(String... assignments) {
    SettingsBuilder builder = new SettingsBuilder();
    builder.assignment("job.unit_rows=10").assignment("progress.mode=none");
    Arrays.stream(assignments).forEach(builder::assignment);
    return builder.build();
  }

  public TestJob with(String... assignments) {
    this.settings = settings(assignments);
    return this;
  }

  /** As the settings of those files and assignments say, with small units. */
  public TestJob with(SettingsBuilder builder) {
    builder.assignment("job.unit_rows=10").assignment("progress.mode=none");
    this.settings = builder.build();
    return this;
  }

  /** Under each point of a grid; to be said last. */
  public TestJob sweeping(String... grid) {
    this.settings =
        settings.withSweep(SweepSettings.of(null, Arrays.asList(grid), settings.sampling()));
    return this;
  }

  public TestJob overwriting() {
    this.existing = Preflight.Existing.OVERWRITE;
    return this;
  }

  public TestJob retryingErrors() {
    this.existing = Preflight.Existing.RETRY_ERRORS;
    return this;
  }

  /** What opens its engines. */
  public EngineFactory engines() {
    return engines;
  }

  /** One line per engine opened. */
  public Path engineLog() {
    return folder.resolve("engines.log");
  }

  /** A file that the fake engine takes for a model. */
  public Path model() throws IOException {
    Path model = folder.resolve("model.fake");
    if (!Files.exists(model)) {
      byte[] content = new byte[300_000];
      new Random(7).nextBytes(content);
      System.arraycopy(FakeEngines.MAGIC.getBytes(StandardCharsets.US_ASCII), 0, content, 0, 4);
      Files.write(model, content);
    }
    return model;
  }

  public PreparedJob prepare(Path input, Path output) throws IOException {
    return prepare(input, output.toString());
  }

  /** As {@link #prepare(Path, Path)} with an output on any file system. */
  public PreparedJob prepare(Path input, String output) throws IOException {
    return Preflight.check(
        settings,
        ModelFiles.at(model()),
        input.toString(),
        output,
        existing,
        engines,
        new Configuration());
  }

  public JobOutcome run(JavaSparkContext spark, Path input, Path output) throws IOException {
    return run(spark, prepare(input, output));
  }

  public JobOutcome run(JavaSparkContext spark, Path input, String output) throws IOException {
    return run(spark, prepare(input, output));
  }

  public JobOutcome run(JavaSparkContext spark, PreparedJob prepared) throws IOException {
    return GenerateJob.run(spark, prepared, engines, NO_PROGRESS);
  }

  /** Runs the job in a Spark of its own. */
  public JobOutcome run(String master, Path input, Path output) throws IOException {
    SparkConf conf = SparkSetup.conf(settings).setMaster(master);
    conf.set("spark.ui.enabled", "false").set("spark.driver.host", "localhost");
    conf.set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return run(spark, input, output);
    }
  }
}
