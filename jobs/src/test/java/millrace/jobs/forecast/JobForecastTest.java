package millrace.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.TokenCost;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobForecastTest {
  private static final long MIB = 1L << 20;
  private static final EngineNeeds LARGE =
      new EngineNeeds(
          3_000 * MIB,
          2_000 * MIB,
          100 * MIB,
          4_096,
          46_080,
          200 * MIB,
          0,
          0.5,
          new EngineDescription("onednn", "int8", "bf16"));

  @TempDir Path folder;

  private static SparkConf conf(String... pairs) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < pairs.length; i += 2) {
      conf.set(pairs[i], pairs[i + 1]);
    }
    return conf;
  }

  private JobForecast forecast(List<Prompt> prompts, JobForecast.Depth depth, String... settings)
      throws IOException {
    TestJob job = new TestJob(folder).with(settings);
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 3);
    PreparedJob prepared = job.prepare(input, folder.resolve("out"));
    return JobForecast.of(prepared, job.engines(), conf("spark.master", "local[2]"), depth);
  }

  @Test
  void aSmallTableIsLookedAtWhole() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    prompts.add(Prompt.of("a", "xxxx"));
    prompts.add(new Prompt("b", "xxxxxx", null, 5, 3));
    prompts.add(Prompt.of("c", "x".repeat(190)));
    prompts.add(Prompt.of("d", "x".repeat(500)));
    prompts.add(new Prompt("e", "xx", -1.0, null, null));
    JobForecast forecast =
        forecast(prompts, JobForecast.Depth.WITH_TIME, "sampling.max_new_tokens=20");
    RowSample sample = forecast.sample();
    assertThat(sample.isWhole()).isTrue();
    assertThat(sample.promptTokens()).isEqualTo(200);
    assertThat(sample.longestPrompt()).isEqualTo(190);
    // The third has room for 10 tokens in the context of 200.
    assertThat(sample.mostNewTokens()).isEqualTo(20 + 15 + 10);
    assertThat(sample.errors()).isEqualTo(Map.of("PROMPT_TOO_LONG", 1L, "INVALID_SAMPLING", 1L));
    assertThat(sample.messages()).containsKeys("PROMPT_TOO_LONG", "INVALID_SAMPLING");
    // Products take half of the time: 200 prompt tokens at 1 ms, 45 new ones at 2 ms, doubled.
    assertThat(forecast.time().orElseThrow().most()).isEqualTo(Duration.ofMillis(580));
  }

  @Test
  void aLargeTableIsSampledEvenlyAndExtrapolated() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      // One row in ten of the second half is too long.
      prompts.add(Prompt.of("r" + i, i >= 3_000 && i % 10 == 0 ? "y".repeat(300) : "xxxxx"));
    }
    RowSample sample = forecast(prompts, JobForecast.Depth.QUICK, "job.unit_rows=100").sample();
    assertThat(sample.rows()).isBetween(700L, 1_024L);
    assertThat(sample.isWhole()).isFalse();
    assertThat(sample.ofRows()).isEqualTo(6_000);
    assertThat(sample.ofAll(sample.errorRows())).isBetween(200L, 400L);
    assertThat(sample.ofAll(sample.promptTokens())).isBetween(28_000L, 29_000L);
  }

  @Test
  void aModelThatDoesNotFitTheHeapOfAnExecutorIsRefusedWithTheNumbers() {
    ExecutorMemory executor = ExecutorMemory.of(conf("spark.master", "spark://h:7077"), 0);
    assertThatThrownBy(() -> MemoryCheck.requireFits(LARGE, executor))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot open the model on an executor: spark.executor.memory, 1,024 MB, needs 3,800 MB"
                + " (weights 3,000 MB in int8, workspace 100 MB, KV cache 400 MB, Spark 300 MB);"
                + " raise it, or lower engine.context (4,096), engine.kv_cache_bytes or"
                + " engine.step_tokens");
    MemoryCheck.requireFits(
        LARGE,
        ExecutorMemory.of(
            conf("spark.master", "spark://h:7077", "spark.executor.memory", "3800m"), 0));
  }

  @Test
  void chunksOfAModelThatPassesByTakeTheShareOfTheHeapThatSparkHas() {
    SparkConf conf = conf("spark.master", "spark://h:7077", "spark.executor.memory", "4188m");
    ExecutorMemory all = ExecutorMemory.of(conf.set("spark.memory.fraction", "0.1"), 3_000 * MIB);
    assertThat(all.heapFor(3_500 * MIB) / MIB).isEqualTo(4_188);
    assertThatThrownBy(() -> MemoryCheck.requireFits(LARGE, all))
        .hasMessageContaining("4,188 MB, needs 4,189 MB (weights")
        .hasMessageContaining("Spark 689 MB");
    ExecutorMemory small = ExecutorMemory.of(conf, 50 * MIB);
    assertThat(small.heapFor(3_500 * MIB)).isEqualTo(3_900 * MIB);
    assertThat(small.engineHeapBytes()).isEqualTo(3_788 * MIB);
  }

  @Test
  void whereContainersAreLimitedTheOverheadMustHoldTheWeightsOutsideTheHeap() {
    for (String master : List.of("yarn", "k8s://https://h:443")) {
      SparkConf conf = conf("spark.master", master, "spark.executor.memory", "8g");
      assertThatThrownBy(() -> MemoryCheck.requireFits(LARGE, ExecutorMemory.of(conf, 0)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("spark.executor.memoryOverhead, 820 MB, needs 2,256 MB");
      conf.set("spark.executor.memoryOverhead", "2256");
      MemoryCheck.requireFits(LARGE, ExecutorMemory.of(conf, 0));
    }
  }

  @Test
  void aLocalJobHasTheHeapOfThisProcess() {
    ExecutorMemory executor = ExecutorMemory.of(conf("spark.master", "local[*]"), 0);
    assertThat(executor.heapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(executor.otherBytes()).isGreaterThan(100 * MIB).isLessThan(Long.MAX_VALUE);
  }

  @Test
  void timeIsSharedByTheExecutorsThatTheConfigurationPromises() {
    RowSample sample = new RowSample(1_000, 100, 2_000, 30, 1_000, Map.of(), Map.of());
    TokenCost cost = new TokenCost(0.01, 0.02);
    assertThat(most(sample, cost, "spark.master", "yarn")).isEqualTo(800);
    assertThat(most(sample, cost, "spark.master", "yarn", "spark.executor.instances", "4"))
        .isEqualTo(200);
    assertThat(
            most(
                sample,
                cost,
                "spark.master",
                "spark://h:1",
                "spark.cores.max",
                "16",
                "spark.executor.cores",
                "8"))
        .isEqualTo(400);
    assertThat(most(sample, cost, "spark.master", "local-cluster[2,1,1024]")).isEqualTo(400);
  }

  private static long most(RowSample sample, TokenCost cost, String... pairs) {
    return TimeForecast.of(sample, cost, conf(pairs)).most().toSeconds();
  }
}
