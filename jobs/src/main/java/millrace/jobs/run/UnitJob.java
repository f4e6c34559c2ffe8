package millrace.jobs.run;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import millrace.engine.api.ModelFileException;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Runs a task for each assignment as one Spark job, and takes each report as it comes. */
final class UnitJob {
  private static final ClassTag<UnitReport> REPORT = ClassTag$.MODULE$.apply(UnitReport.class);

  private final JavaSparkContext spark;
  private final RunTotals totals;
  private final String group = "millrace-" + UUID.randomUUID();
  private final AtomicReference<Exception> stopped = new AtomicReference<>();
  private final AtomicReference<String> lastFailure = new AtomicReference<>("");
  private final AtomicInteger finished = new AtomicInteger();

  private UnitJob(JavaSparkContext spark, RunTotals totals) {
    this.spark = spark;
    this.totals = totals;
  }

  /**
   * Runs all tasks. Holds no report, whatever their number.
   *
   * @throws JobFailedException when storage failed, a unit failed too often, or its report shows
   *     that the job cannot go on
   */
  static void run(
      JavaSparkContext spark, List<Assignment> assignments, UnitTask task, RunTotals totals)
      throws JobFailedException {
    new UnitJob(spark, totals).run(assignments, task);
  }

  private void run(List<Assignment> assignments, UnitTask task) throws JobFailedException {
    FailureListener listener = new FailureListener();
    spark.sc().addSparkListener(listener);
    spark.sc().setJobGroup(group, "millrace", true);
    try {
      RDD<UnitReport> reports = spark.parallelize(assignments, assignments.size()).map(task).rdd();
      Function1<Iterator<UnitReport>, UnitReport> only =
          (Function1<Iterator<UnitReport>, UnitReport> & Serializable) Iterator::next;
      Function2<Object, UnitReport, BoxedUnit> take =
          (partition, report) -> take(assignments.get((Integer) partition), report);
      spark.sc().runJob(reports, only, take, REPORT);
    } catch (Exception e) { // Scala throws SparkException without declaring it
      throw failure(stopped.get() == null ? e : stopped.get(), assignments.size());
    } finally {
      spark.clearJobGroup();
      spark.sc().removeSparkListener(listener);
    }
    if (stopped.get() != null) { // by the last report, too late for Spark to be cancelled
      throw failure(stopped.get(), assignments.size());
    }
  }

  /** On Spark's scheduling thread. */
  private BoxedUnit take(Assignment assignment, UnitReport report) {
    if (report.refusal() != null) {
      stop(report.refusal().toException());
      return BoxedUnit.UNIT;
    }
    finished.incrementAndGet();
    try {
      totals.add(assignment.target().name(), report);
    } catch (ModelFileException e) {
      stop(e);
    }
    return BoxedUnit.UNIT;
  }

  private void stop(Exception reason) {
    stopped.compareAndSet(null, reason);
    spark.sc().cancelJobGroup(group);
  }

  private JobFailedException failure(Exception cause, int units) {
    boolean ours = cause == stopped.get() || lastFailure.get().isEmpty();
    return new JobFailedException(
        "%s; %d of %d units of this run are in place and stay: run the same command again to do the rest"
            .formatted(ours ? cause.getMessage() : lastFailure.get(), finished.get(), units),
        cause);
  }

  /** Remembers why the last task failed: Spark's own message is many lines long. */
  private final class FailureListener extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof TaskFailedReason failed && stopped.get() == null) {
        remember(failed.toErrorString().lines().findFirst().orElse(""));
      }
    }

    private void remember(String line) {
      if (!line.startsWith("TaskKilled")) { // by the end of the job
        lastFailure.set(line.replaceFirst("^java\\.io\\.IOException: ", ""));
      }
    }
  }
}
