package millrace.jobs.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputLock;
import millrace.jobs.output.UnitResult;
import millrace.jobs.plan.WorkUnit;
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

/** The driver's part of a generation job. */
public final class GenerateJob {
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
   * @throws millrace.engine.api.ConfigException when another job writes or wrote to that folder
   * @throws IOException when the file system of the output fails
   * @throws org.apache.spark.SparkException when a task failed too often
   */
  public static JobOutcome run(
      JavaSparkContext spark, PreparedJob job, EngineFactory engines, ProgressView progress)
      throws IOException {
    try (OutputLock ignored = job.output().lock()) {
      return new GenerateJob(spark, job, engines, progress).run();
    }
  }

  private JobOutcome run() throws IOException {
    Instant started = Instant.now();
    OutputDirectory.State state = begin();
    List<WorkUnit> before = job.output().finished(job.plan());
    UnitResult totalBefore = job.output().totals(before);
    long start = System.nanoTime();
    UnitResult thisRun = complete(unfinished(before), totalBefore);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    ReportData units = readUnits();
    JobOutcome outcome = new JobOutcome(units.totals(), thisRun, time);
    requireAllRows(outcome.total());
    if (state != OutputDirectory.State.FINISHED) {
      finish(outcome, started, units);
    }
    return outcome;
  }

  private ReportData readUnits() throws IOException {
    ReportData units = new ReportData();
    for (WorkUnit unit : job.plan()) {
      units.add(unit.outputName(), job.output().record(unit));
    }
    return units;
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

  private List<WorkUnit> unfinished(List<WorkUnit> finished) {
    Set<WorkUnit> done = new HashSet<>(finished);
    List<WorkUnit> left = new ArrayList<>(job.plan());
    left.removeIf(done::contains);
    left.sort(Comparator.comparingLong(WorkUnit::estimatedTokens).reversed());
    return left;
  }

  private UnitResult complete(List<WorkUnit> units, UnitResult before) {
    if (units.isEmpty()) {
      return UnitResult.NOTHING;
    }
    JobCounters counters = JobCounters.register(spark);
    LiveTally tally = new LiveTally(counters, units, System::nanoTime);
    spark.sc().addSparkListener(tally);
    Settings settings = job.settings();
    try (WeightsBroadcast broadcast =
            WeightsBroadcast.open(spark, settings.count(KnownSettings.CHUNK_BYTES));
        ProgressDisplay ignored = progress.start(extent(before), tally)) {
      UnitTask task = UnitTask.of(job, weights(broadcast), engines, counters, spark);
      return spark.parallelize(units, units.size()).map(task).collect().stream()
          .reduce(UnitResult.NOTHING, UnitResult::plus);
    } finally {
      spark.sc().removeSparkListener(tally);
      EngineRegistry.ofThisJvm().closeIdle(); // with a local master the tasks ran in this JVM
    }
  }

  private ProgressDisplay.Extent extent(UnitResult before) {
    Tally done =
        new Tally(
            before.rowsIn(), before.errors(), before.promptTokens(), before.completionTokens());
    return new ProgressDisplay.Extent(job.rows(), done);
  }

  private Weights weights(WeightsBroadcast broadcast) {
    Settings settings = job.settings();
    if (!SparkSetup.broadcastsWeights(settings, spark.getConf())) {
      String path = job.model().path().toAbsolutePath().toString();
      return new Weights.Shared(path, job.model().sha256());
    }
    String configured = settings.text(KnownSettings.WEIGHTS_DIRECTORY);
    Path directory = configured.isEmpty() ? HostStore.defaultDirectory() : Path.of(configured);
    return broadcast.send(job.model(), directory.toAbsolutePath());
  }

  /** Rows in are rows out; anything else is a fault of Millrace and must not look like success. */
  private void requireAllRows(UnitResult total) {
    if (total.rowsIn() != job.rows()) {
      throw new IllegalStateException(
          "Cannot finish: input rows, " + total.rowsIn() + " completed, expected " + job.rows());
    }
  }
}
