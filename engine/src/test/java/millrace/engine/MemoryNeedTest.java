package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.Footprint;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.WeightsLoader;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryNeedTest {
  private static LoadedModel model;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static EngineSettings settings(String backend) {
    return EngineSettings.defaults()
        .withCompute(Compute.F32)
        .withBackend(backend)
        .withStepTokens(16)
        .withMaxSequences(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "scalar"})
  void weightsAreMeasuredBeforeTheyAreLoaded(String name) {
    MemoryNeed need = MemoryNeed.here(model, settings(name));
    try (Backend backend = Backends.choose(settings(name));
        ThreadTeam team = new ThreadTeam(1)) {
      long actual =
          WeightsLoader.load(model.description(), model.tensors(), backend, team).byteSize();
      assertThat(need.weights().heap() + need.weights().outside())
          .isBetween(actual * 8 / 10, actual);
    }
  }

  @Test
  void refusesAHeapTooSmallForTheWeights() {
    MemoryNeed need = MemoryNeed.here(model, settings("scalar"));
    long least = need.weights().heap() + need.buffers();
    assertThatThrownBy(() -> need.requireHeap(least - 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            ("Cannot open engine: Java heap, %,d bytes free, the weights need %,d and a step of 16"
                    + " tokens %,d; raise the heap (-Xmx, spark.executor.memory) or lower"
                    + " engine.step_tokens")
                .formatted(least - 1, need.weights().heap(), need.buffers()));
  }

  @Test
  void anEngineIsRefusedBeforeItTakesTheMemory() {
    EngineSettings wide = settings("scalar").withStepTokens(1 << 20);
    try (LoadedModel large =
        LoadedModel.open(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"))) {
      assertThatThrownBy(() -> Engine.open(large, wide))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("Cannot open engine: Java heap,")
          .hasMessageContaining("and a step of 1048576 tokens");
    }
  }

  @Test
  void refusesAHeapTooSmallForOneSequenceBesideTheWeights() {
    MemoryNeed need = MemoryNeed.here(model, settings("scalar"));
    long weights = need.weights().heap() + need.buffers();
    long sequence = (512 / Kernels.BLOCK + 1) * need.kvShape().blockBytes();
    assertThatThrownBy(() -> need.requireHeap(weights + 2 * sequence - 2))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "KV cache, %,d bytes, one sequence of 512 tokens needs %,d"
                .formatted(sequence - 1, sequence));
    assertThatCode(() -> need.requireHeap(weights + 2 * sequence)).doesNotThrowAnyException();
  }

  @Test
  void aBudgetDoesNotReachBeyondTheHeap() {
    MemoryNeed need =
        MemoryNeed.here(model, settings("scalar").withKvCacheBytes(1L << 40).withContext(64));
    long weights = need.weights().heap() + need.buffers();
    assertThatThrownBy(() -> need.requireHeap(weights + 1_000))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("KV cache, 1,000 bytes, one sequence of 64 tokens needs");
  }

  @Test
  void refusesAMachineTooSmallForWhatIsOutsideOfTheHeap() {
    MemoryNeed scalar = MemoryNeed.here(model, settings("scalar"));
    MemoryNeed need =
        new MemoryNeed(
            new Footprint(0, 9_000),
            scalar.buffers(),
            scalar.stepTokens(),
            scalar.kvShape(),
            scalar.settings(),
            scalar.modelContext());
    assertThatThrownBy(() -> need.requireMachine(8_999))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot open engine: memory, 8,999 bytes, the weights need 9,000 outside of the Java"
                + " heap");
    assertThatCode(() -> need.requireMachine(9_000)).doesNotThrowAnyException();
  }
}
