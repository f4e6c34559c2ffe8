package millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import millrace.datasets.prompts.PromptFile;
import millrace.jobs.plan.WorkUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver's view of tasks on a real local Spark. */
class LiveTallyTest {
  /** Lets tasks of this JVM wait for the test. */
  private static final Map<String, CountDownLatch> LATCHES =
      Map.of("release", new CountDownLatch(1), "held", new CountDownLatch(1));

  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.executor.heartbeatInterval", "100ms"));
  }

  @AfterEach
  void stopSpark() {
    spark.close();
  }

  private static WorkUnit unit(int index, long rows, long tokens) {
    PromptFile file = new PromptFile("f", "f", 1, 1, 1, List.of());
    return new WorkUnit(index, file, 0, rows, tokens);
  }

  @Test
  void runningTasksShowByTheirHeartbeatsAndEndedOnesByTheirWork() throws Exception {
    JobCounters counters = JobCounters.register(spark);
    List<WorkUnit> units = List.of(unit(0, 10, 3_000), unit(1, 10, 1_000));
    LiveTally live = new LiveTally(counters, units, System::nanoTime);
    spark.sc().addSparkListener(live);
    var job =
        spark
            .parallelize(List.of(0, 1), 2)
            .map(
                index -> {
                  counters.add(new Tally(5, Map.of("DEADLINE", 1L), 100, 20));
                  if (index == 0) {
                    LATCHES.get("release").await();
                  }
                  return index;
                })
            .collectAsync();
    while (live.tally().rows() < 10 || live.running().size() != 1) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(live.tally()).isEqualTo(new Tally(10, Map.of("DEADLINE", 2L), 200, 40));
    // The second unit is done, and half of the first, which costs three times as much.
    assertThat(live.workDone()).isEqualTo(0.625);
    RunningUnit oldest = live.running().get(0);
    assertThat(oldest.name()).isEqualTo(units.get(0).outputName());
    assertThat(oldest.since()).isGreaterThan(Duration.ZERO);

    LATCHES.get("release").countDown();
    assertThat(job.get()).containsExactly(0, 1);
    while (!live.running().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(live.workDone()).isEqualTo(1.0);
    assertThat(live.tally()).isEqualTo(new Tally(10, Map.of("DEADLINE", 2L), 200, 40));
  }

  /** Passes on what it hears but ends of tasks, for which it has the test wait. */
  private static final class LateEnds extends SparkListener {
    private final LiveTally live;
    private final List<SparkListenerTaskEnd> ends = new CopyOnWriteArrayList<>();

    LateEnds(LiveTally live) {
      this.live = live;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      live.onTaskStart(start);
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      live.onExecutorMetricsUpdate(update);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      ends.add(end);
    }
  }

  @Test
  void aTaskWhoseEndIsNotYetHeardOfCountsOnce() throws Exception {
    JobCounters counters = JobCounters.register(spark);
    LiveTally live = new LiveTally(counters, List.of(unit(0, 9, 900)), System::nanoTime);
    LateEnds late = new LateEnds(live);
    spark.sc().addSparkListener(late);
    var job =
        spark
            .parallelize(List.of(0), 1)
            .map(
                index -> {
                  counters.add(new Tally(5, Map.of("DEADLINE", 1L), 100, 20));
                  LATCHES.get("held").await();
                  counters.add(Tally.ofCompletionTokens(7));
                  return index;
                })
            .collectAsync();
    while (live.tally().rows() == 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    LATCHES.get("held").countDown();
    job.get();
    Tally all = new Tally(5, Map.of("DEADLINE", 1L), 100, 27);
    assertThat(live.tally()).isEqualTo(all);
    while (late.ends.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    live.onTaskEnd(late.ends.get(0));
    assertThat(live.running()).isEmpty();
    assertThat(live.tally()).isEqualTo(all);
  }
}
