package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.FaultyFileSystem;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestCluster;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Executors that die, leave or are too slow: the table is the same. */
class ExecutorLossTest {
  private static final int PAUSE_MILLIS = 2_500;

  @TempDir static Path cluster;
  private static TestCluster spark;

  @TempDir Path folder;

  @BeforeAll
  static void startTheCluster() {
    SparkConf conf =
        SparkSetup.conf(TestJob.settings())
            .set("spark.hadoop." + FaultyFileSystem.PAUSE, String.valueOf(PAUSE_MILLIS))
            .set("spark.decommission.enabled", "true")
            .set("spark.speculation", "true")
            .set("spark.speculation.interval", "100ms")
            .set("spark.speculation.minTaskRuntime", "1s")
            .set("spark.speculation.quantile", "0.5");
    spark = new TestCluster(cluster, 2, conf);
  }

  @AfterAll
  static void stopTheCluster() {
    spark.close();
  }

  /** The good rows with these among them, one in each unit from the first on. */
  private Path table(Prompt... more) throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(60));
    for (int i = 0; i < more.length; i++) {
      prompts.add(10 * i + 4, more[i]);
    }
    return PromptTables.write(folder.resolve("prompts"), prompts, 1);
  }

  private CompletableFuture<JobOutcome> start(Path input, String output, String... settings) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new TestJob(folder).with(settings).run(spark.spark(), input, output);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static JobOutcome await(CompletableFuture<JobOutcome> job) throws Exception {
    return job.get(120, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** The good rows are those of a run of the good rows alone, on the same cluster. */
  private void assertGoodRows(Path output) throws Exception {
    Path good = PromptTables.write(folder.resolve("good"), PromptTables.good(60), 1);
    await(start(good, folder.resolve("expected").toString()));
    List<String> rows =
        Completions.rows(output).stream().filter(row -> !row.contains("id: odd")).toList();
    assertThat(rows).isEqualTo(Completions.rows(folder.resolve("expected")));
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  private static Prompt odd(int number, String text) {
    return Prompt.of("odd-" + number, text);
  }

  @Test
  void anExecutorIsKilledInTheMiddleOfAUnit() throws Exception {
    Path output = folder.resolve("out");
    Path input = table(odd(0, "!slow:9 a"), odd(1, "!slow:9 b"), odd(2, "!slow:9 c"));
    var job = start(input, output.toString());
    Path log = new TestJob(folder).engineLog();
    await(() -> Files.exists(log) && !TestCluster.executors().isEmpty());
    Thread.sleep(500);
    TestCluster.executors().forEach(ProcessHandle::destroyForcibly);
    JobOutcome outcome = await(job);
    assertThat(outcome.total().errors()).isEmpty();
    assertThat(outcome.total().rowsIn()).isEqualTo(63);
    assertGoodRows(output);
  }

  @Test
  void anExecutorIsKilledBetweenCommitAndAcknowledgement() throws Exception {
    Path output = folder.resolve("out");
    var job = start(table(), FaultyFileSystem.at(output));
    await(
        () ->
            output.toFile().list((dir, name) -> name.startsWith("part-")) != null
                && output.toFile().list((dir, name) -> name.startsWith("part-")).length > 0);
    TestCluster.executors().forEach(ProcessHandle::destroyForcibly); // they pause after a commit
    Path committed = Completions.dataFiles(output).get(0);
    Object file = Files.readAttributes(committed, BasicFileAttributes.class).fileKey();
    await(job);
    assertThat(Files.readAttributes(committed, BasicFileAttributes.class).fileKey())
        .isEqualTo(file); // the second attempt left it as it was
    assertThat(Completions.dataFiles(output)).hasSize(6);
    assertGoodRows(output);
  }

  @Test
  void anExecutorIsDecommissioned() throws Exception {
    Path output = folder.resolve("out");
    var job = start(table(odd(0, "!slow:1 a"), odd(1, "!slow:1 b")), output.toString());
    await(() -> Files.exists(output.resolve("_millrace/attempts")));
    var backend = (CoarseGrainedSchedulerBackend) spark.spark().sc().schedulerBackend();
    String executor = backend.getExecutorIds().head();
    var reason = new ExecutorDecommissionInfo("asked for by the test", Option.empty());
    assertThat(backend.decommissionExecutor(executor, reason, false, false)).isTrue();
    assertThat(await(job).total().rowsIn()).isEqualTo(62);
    assertGoodRows(output);
  }

  @Test
  void aSlowUnitIsSpeculatedAndHasOneOutput() throws Exception {
    Path output = folder.resolve("out");
    Path input = table(odd(0, "A tale"), odd(1, "A tale"), odd(2, "!crawl:1 a"));
    JobOutcome outcome = await(start(input, output.toString()));
    assertThat(folder.resolve("_crawl_1.count")).content().hasSizeGreaterThan(1); // attempts
    assertThat(outcome.total().rowsIn()).isEqualTo(63);
    assertThat(Completions.dataFiles(output)).hasSize(7);
    assertGoodRows(output);
  }

  @Test
  void rowsThatKillOrHangTheirExecutorAreErrorRows() throws Exception {
    Path output = folder.resolve("out");
    Path input = table(odd(0, "!die"), odd(1, "A tale"), odd(2, "!hang"));
    JobOutcome outcome = await(start(input, output.toString(), "job.stall_seconds=2"));
    assertThat(outcome.total().errors()).isEqualTo(Map.of("ENGINE_ERROR", 1L, "DEADLINE", 1L));
    assertThat(Completions.rows(output))
        .anyMatch(row -> row.contains("odd-0") && row.contains("its process died 2 times"))
        .anyMatch(row -> row.contains("odd-2") && row.contains("the engine hung on it"));
    assertGoodRows(output);
  }
}
