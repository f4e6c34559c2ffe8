package millrace.jobs.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import millrace.jobs.plan.WorkUnit;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The counts of ended tasks plus what running tasks have reported in their heartbeats, so that
 * progress shows before the first task ends. Written by Spark's listener thread, read by others.
 *
 * <p>Spark adds a task's counts to its accumulators before the listener hears of the end, so only
 * what the listener heard can be joined with the heartbeats; the accumulators are ahead of it.
 */
public final class LiveTally extends SparkListener implements ProgressSource {
  private final JobCounters counters;
  private final List<WorkUnit> units;
  private final LongSupplier nanoClock;
  private final double allWork;
  private final boolean[] ended;
  private final Map<Long, Attempt> running = new LinkedHashMap<>();
  private double endedWork;
  private Tally endedTally = Tally.ZERO;

  /** A task that has not ended. */
  private record Attempt(int index, String host, long started, Tally tally, long heard) {
    /** With news, unless they are none. */
    Attempt hear(Tally now, long nanos) {
      return now.equals(tally) ? this : new Attempt(index, host, started, now, nanos);
    }
  }

  /**
   * Follows these counters; add it to the Spark context as a listener, for one job alone.
   *
   * @param units in the order of the job's partitions
   * @param nanoClock as {@link System#nanoTime}
   */
  public LiveTally(JobCounters counters, List<WorkUnit> units, LongSupplier nanoClock) {
    this.counters = counters;
    this.units = List.copyOf(units);
    this.nanoClock = nanoClock;
    this.allWork = units.stream().mapToDouble(WorkUnit::estimatedTokens).sum();
    this.ended = new boolean[units.size()];
  }

  @Override
  public synchronized Tally tally() {
    Tally heard =
        running.values().stream()
            .filter(attempt -> !ended[attempt.index()])
            .map(Attempt::tally)
            .reduce(endedTally, Tally::plus);
    return heard.max(counters.ended());
  }

  @Override
  public synchronized double workDone() {
    double done = endedWork;
    for (Attempt attempt : running.values()) {
      WorkUnit unit = units.get(attempt.index());
      double share = Math.min(1, (double) attempt.tally().rows() / unit.rows());
      done += ended[attempt.index()] ? 0 : share * unit.estimatedTokens();
    }
    return allWork == 0 ? 1 : Math.min(1, done / allWork);
  }

  @Override
  public synchronized List<RunningUnit> running() {
    long now = nanoClock.getAsLong();
    List<RunningUnit> list = new ArrayList<>();
    for (Attempt attempt : running.values()) {
      list.add(
          new RunningUnit(
              units.get(attempt.index()).outputName(),
              attempt.host(),
              attempt.tally(),
              Duration.ofNanos(now - attempt.started()),
              Duration.ofNanos(now - attempt.heard())));
    }
    list.sort(Comparator.comparing(RunningUnit::since).reversed());
    return list;
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    TaskInfo task = start.taskInfo();
    long now = nanoClock.getAsLong();
    running.put(task.taskId(), new Attempt(task.index(), task.host(), now, Tally.ZERO, now));
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    long now = nanoClock.getAsLong();
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      Tally tally = tally(CollectionConverters.asJava(task._4()));
      running.computeIfPresent((Long) task._1(), (id, attempt) -> attempt.hear(tally, now));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    int index = end.taskInfo().index();
    if (end.reason() == Success$.MODULE$ && !ended[index]) {
      ended[index] = true;
      endedWork += units.get(index).estimatedTokens();
      Tally done = tally(CollectionConverters.asJava(end.taskInfo().accumulables()));
      endedTally = endedTally.plus(done);
    }
  }

  private Tally tally(Iterable<AccumulableInfo> infos) {
    Map<Long, Long> values = new HashMap<>();
    for (AccumulableInfo info : infos) {
      if (info.update().isDefined() && info.update().get() instanceof Long value) {
        values.put(info.id(), value);
      }
    }
    return counters.of(values);
  }
}
