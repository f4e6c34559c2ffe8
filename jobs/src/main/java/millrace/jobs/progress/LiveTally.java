package millrace.jobs.progress;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The counters of ended tasks plus what running tasks have reported in their heartbeats, so that
 * progress shows before the first task ends.
 */
public final class LiveTally extends SparkListener {
  private final JobCounters counters;
  private final Map<Long, Tally> running = new ConcurrentHashMap<>();

  /** Follows these counters; add it to the Spark context as a listener. */
  public LiveTally(JobCounters counters) {
    this.counters = counters;
  }

  /** How far the job is by what is known now. */
  public Tally now() {
    return running.values().stream().reduce(counters.ended(), Tally::plus);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      long taskId = (Long) task._1();
      running.put(taskId, tally(CollectionConverters.asJava(task._4())));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  private Tally tally(List<AccumulableInfo> infos) {
    List<Long> ids = counters.ids();
    long[] values = new long[ids.size()];
    for (AccumulableInfo info : infos) {
      int index = ids.indexOf(info.id());
      if (index >= 0 && info.update().isDefined() && info.update().get() instanceof Long value) {
        values[index] = value;
      }
    }
    return new Tally(values[0], values[1], values[2], values[3]);
  }
}
