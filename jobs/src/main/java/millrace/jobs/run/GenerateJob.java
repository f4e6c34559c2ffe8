package millrace.jobs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import millrace.engine.api.ModelFileException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.ids.IdCheck;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputLock;
import millrace.jobs.output.UnitResult;
import millrace.jobs.progress.JobCounters;
import millrace.jobs.progress.LiveTally;
import millrace.jobs.progress.ProgressDisplay;
import millrace.jobs.progress.ProgressSource;
import millrace.jobs.progress.Tally;
import millrace.jobs.report.ReportData;
import millrace.jobs.report.RunReport;
import millrace.jobs.weights.HostStore;
import millrace.jobs.weights.Weights;
import millrace.jobs.weights.WeightsBroadcast;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** The driver's part of a generation job. */
public final class GenerateJob {
  /** Rows up to which ids are checked unasked: some seconds per executor core. */
  private static final long MOST_AUTO_IDS = 100_000_000;

  private final JavaSparkContext spark;
  private final PreparedJob job;
  private final EngineFactory engines;
  private final ProgressView progress;

  /** Shows the progress of a job. */
  @FunctionalInterface
  public interface ProgressView {
    /** Begins to show how the rows of a job are completed. */
    ProgressDisplay start(ProgressDisplay.Extent extent, ProgressSource source);
  }

  private GenerateJob(
      JavaSparkContext spark, PreparedJob job, EngineFactory engines, ProgressView progress) {
    this.spark = spark;
    this.job = job;
    this.engines = engines;
    this.progress = progress;
  }

  /**
   * Completes the units that are not finished, and ends the run with its manifest. Holds the lock
   * of the output folder meanwhile.
   *
   * @throws millrace.engine.api.ConfigException before anything is generated: when another job
   *     writes or wrote to that folder, or ids of the input are not unique
   * @throws JobFailedException when generation cannot go on
   * @throws IOException when the file system of the output fails
   */
  public static JobOutcome run(
      JavaSparkContext spark, PreparedJob job, EngineFactory engines, ProgressView progress)
      throws IOException {
    GenerateJob run = new GenerateJob(spark, job, engines, progress);
    run.checkIds(); // before the lock, so that a refusal leaves nothing behind
    try (OutputLock lock = job.output().lock()) {
      return run.run(lock);
    }
  }

  /** A run that is resumed was checked when it began. */
  private void checkIds() {
    String check = job.settings().text(KnownSettings.CHECK_IDS);
    boolean begins =
        job.state() == OutputDirectory.State.EMPTY || job.state() == OutputDirectory.State.DOOMED;
    if (begins && (check.equals("on") || (check.equals("auto") && job.rows() <= MOST_AUTO_IDS))) {
      Settings settings = job.settings();
      IdCheck.requireUnique(
          spark,
          job.table(),
          PreparedJob.columns(settings),
          PreparedJob.damage(settings),
          job.plan());
    }
  }

  private JobOutcome run(OutputLock lock) throws IOException {
    Instant started = Instant.now();
    OutputDirectory.State state = begin();
    boolean retries = job.existing() == Preflight.Existing.RETRY_ERRORS;
    if (state == OutputDirectory.State.FINISHED && !retries) {
      return new JobOutcome(finishedTotals(), UnitResult.NOTHING, Duration.ZERO);
    }
    job.output().settleInterrupted();
    RunPlan plan = retries ? RunPlan.retrying(job) : RunPlan.resuming(job);
    long start = System.nanoTime();
    RunTotals totals = complete(plan, lock.token());
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    JobOutcome outcome = new JobOutcome(totals.files().totals(), totals.done(), time);
    requireAllRows(outcome.total());
    judge(totals);
    finish(outcome, started, totals.files());
    return outcome;
  }

  private void finish(JobOutcome outcome, Instant started, ReportData units) throws IOException {
    Redaction redaction = Redaction.of(configuration(), System.getenv());
    RunManifest manifest = RunManifest.of(job, spark.getConf(), outcome, started, redaction);
    String page = RunReport.page(units, ReportFacts.of(job, manifest, redaction), redaction::text);
    job.output().finish(manifest, page);
  }

  private Map<String, String> configuration() {
    Map<String, String> values = new HashMap<>(job.settings().spark());
    for (var entry : spark.getConf().getAll()) {
      values.put(entry._1(), entry._2());
    }
    return values;
  }

  private static void judge(RunTotals totals) throws JobFailedException {
    try {
      totals.judge();
    } catch (ModelFileException e) {
      throw new JobFailedException(e.getMessage() + "; its rows are in place and stay", e);
    }
  }

  private UnitResult finishedTotals() throws IOException {
    var recorded = job.output().finishedTotals();
    return recorded.isPresent() ? recorded.get() : RunPlan.resuming(job).before().totals();
  }

  /** Looks again at what the folder holds, now that nobody else may change it. */
  private OutputDirectory.State begin() throws IOException {
    OutputDirectory output = job.output();
    if (job.state() == OutputDirectory.State.DOOMED) {
      output.clear();
    }
    OutputDirectory.State state = output.check(job.identity());
    if (state == OutputDirectory.State.EMPTY) {
      output.clear(); // a run that died before it began may have left something
      output.begin(job.identity());
    }
    return state;
  }

  private RunTotals complete(RunPlan plan, String run) throws IOException {
    RunTotals totals = new RunTotals(job.settings(), plan.before());
    if (plan.assignments().isEmpty()) {
      return totals;
    }
    JobCounters counters = JobCounters.register(spark);
    LiveTally tally = new LiveTally(counters, plan.units(), System::nanoTime);
    spark.sc().addSparkListener(tally);
    int chunkBytes = job.settings().count(KnownSettings.CHUNK_BYTES);
    try (WeightsBroadcast broadcast = WeightsBroadcast.open(spark, chunkBytes);
        ProgressDisplay ignored = progress.start(extent(plan), tally)) {
      UnitTask task = new UnitTask(setup(weights(broadcast), counters, run));
      UnitJob.run(spark, plan.assignments(), task, totals);
      return totals;
    } finally {
      spark.sc().removeSparkListener(tally);
      EngineRegistry.ofThisJvm().closeIdle(); // with a local master the tasks ran in this JVM
    }
  }

  private ProgressDisplay.Extent extent(RunPlan plan) {
    UnitResult before = plan.before().totals();
    long rows = job.rows() - plan.rowsToDo();
    Tally done = new Tally(rows, before.errors(), before.promptTokens(), before.completionTokens());
    return new ProgressDisplay.Extent(job.rows(), done);
  }

  private TaskSetup setup(Weights weights, JobCounters counters, String run) {
    return new TaskSetup(
        job.settings(),
        job.output().path().toString(),
        run,
        weights,
        engines,
        counters,
        new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  private Weights weights(WeightsBroadcast broadcast) {
    Settings settings = job.settings();
    String configured = settings.text(KnownSettings.WEIGHTS_DIRECTORY);
    Path directory = configured.isEmpty() ? HostStore.defaultDirectory() : Path.of(configured);
    return SparkSetup.broadcastsWeights(settings, spark.getConf())
        ? broadcast.send(job.model(), directory.toAbsolutePath())
        : Weights.shared(job.model(), directory.toAbsolutePath());
  }

  /** Rows in are rows out; anything else is a fault of Millrace and must not look like success. */
  private void requireAllRows(UnitResult total) {
    long rows = total.rowsIn() + total.skippedRows();
    if (rows != job.rows()) {
      throw new IllegalStateException(
          "Cannot finish: input rows, " + rows + " completed, expected " + job.rows());
    }
  }
}
