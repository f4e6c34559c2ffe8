package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.KvType;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.TokenCost;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.WeightsLoader;
import millrace.engine.testing.SharedFiles;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EngineForecastTest {
  private LoadedModel model;

  @BeforeEach
  void openModel() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama/model-f32.gguf"));
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  private static EngineSettings settings(Compute compute) {
    return EngineSettings.defaults().withThreads(1).withCompute(compute);
  }

  @ParameterizedTest
  @EnumSource(
      value = Compute.class,
      names = {"F32", "BF16", "INT8"})
  void weightsTakeWhatIsForecast(Compute compute) {
    EngineNeeds needs = EngineForecast.needs(model, settings(compute));
    try (Backend backend = Backends.choose(settings(compute));
        ThreadTeam team = new ThreadTeam(1)) {
      long bytes =
          WeightsLoader.load(model.description(), model.tensors(), backend, team).byteSize();
      assertThat(needs.heapWeightBytes() + needs.offHeapWeightBytes())
          .isCloseTo(bytes, Percentage.withPercentage(3));
      assertThat(needs.description()).isEqualTo(Engine.describe(settings(compute), backend));
    }
  }

  @Test
  void weightsInJavaLieOnTheHeap() {
    EngineNeeds needs = EngineForecast.needs(model, settings(Compute.F32).withBackend("scalar"));
    assertThat(needs.offHeapWeightBytes()).isZero();
    assertThat(needs.heapWeightBytes()).isPositive();
    assertThat(needs.description().backend()).isEqualTo("scalar");
  }

  @Test
  void theCacheHoldsAtLeastOneSequenceAndHalfOfWhatIsFree() {
    EngineSettings settings = settings(Compute.F32).withContext(64);
    EngineNeeds needs = EngineForecast.needs(model, settings);
    assertThat(needs.context()).isEqualTo(64);
    assertThat(needs.kvLeastBytes()).isEqualTo(needs.kvBytesPerToken() * (64 + Kernels.BLOCK));
    assertThat(needs.leastHeapBytes()).isEqualTo(needs.fixedHeapBytes() + 2 * needs.kvLeastBytes());
    assertThat(needs.kvBytesIn(needs.fixedHeapBytes() + 1_000)).isEqualTo(500);

    EngineNeeds set = EngineForecast.needs(model, settings.withKvCacheBytes(12_345_678));
    assertThat(set.leastHeapBytes()).isEqualTo(set.fixedHeapBytes() + 12_345_678);
    assertThat(set.kvBytesIn(1L << 40)).isEqualTo(12_345_678);
  }

  /**
   * Bytes of a head: 16 elements of the key, 32 of the value, filled up; 8-bit ones have scales.
   */
  @ParameterizedTest
  @CsvSource({
    "F32, AUTO, f32, 192",
    "INT8, AUTO, bf16, 96",
    "INT8, F32, f32, 192",
    "F32, BF16, bf16, 96",
    "F32, INT8, int8, 56"
  })
  void theCacheTakesWhatItsTypeTakes(Compute compute, KvType type, String name, int headBytes) {
    EngineSettings settings = settings(compute).withKvType(type);
    EngineNeeds needs = EngineForecast.needs(model, settings);
    assertThat(needs.description().kvType()).isEqualTo(name);
    assertThat(needs.kvBytesPerToken()).isEqualTo(3L * 2 * headBytes);
    assertThat(MemoryNeed.here(model, settings).kvShape().blockBytes())
        .isEqualTo(needs.kvBytesPerToken() * Kernels.BLOCK);
  }

  @Test
  void aGeneratedTokenCostsTheHeadToo() {
    TokenCost cost = EngineForecast.cost(model, settings(Compute.F32));
    assertThat(cost.prefillSeconds()).isPositive();
    assertThat(cost.decodeSeconds()).isGreaterThan(cost.prefillSeconds());
  }

  @Test
  void aContextBeyondTheModelsIsRefused() {
    EngineSettings settings = settings(Compute.F32).withContext(1 << 20);
    assertThatThrownBy(() -> EngineForecast.needs(model, settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("engine.context, 1048576");
  }

  @Test
  void aRequestIsCheckedAsTheEngineWould() {
    RequestCheck check = new RequestCheck(model, settings(Compute.F32).withContext(8));
    SamplingParams sampling = SamplingParams.defaults();
    var fits = new Prompt.TokenIds(new int[] {3, 4, 5});
    assertThat(check.promptTokens(new GenerationRequest("a", fits, sampling, null))).isEqualTo(3);
    var full = new Prompt.TokenIds(new int[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThatThrownBy(() -> check.promptTokens(new GenerationRequest("b", full, sampling, null)))
        .isInstanceOfSatisfying(
            RowException.class,
            error -> assertThat(error.toRowError().code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG));
  }
}
