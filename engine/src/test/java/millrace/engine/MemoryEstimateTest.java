package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.WeightsLoader;
import millrace.engine.testing.SharedFiles;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates against what the backends pack. */
class MemoryEstimateTest {
  private static final EngineSettings DEFAULTS = EngineSettings.defaults().withThreads(2);

  private static MemoryEstimate estimate(Path path, EngineSettings settings) {
    try (ModelInspection model = ModelInspection.open(path)) {
      var architecture = model.description().orElseThrow().architecture();
      return MemoryEstimate.of(model.matrices(), architecture.kvShape(), settings);
    }
  }

  /** Where 8-bit pairs are limited, how much is kept apart depends on the weights themselves. */
  private static final Percentage TOLERANCE = Percentage.withPercentage(12);

  private static void assertMatches(Path path, EngineSettings settings) {
    MemoryEstimate estimate = estimate(path, settings);
    try (LoadedModel model = LoadedModel.open(path);
        Backend backend = Backends.choose(settings);
        ThreadTeam team = new ThreadTeam(2)) {
      long packed =
          WeightsLoader.load(model.description(), model.tensors(), backend, team).byteSize();
      assertThat(estimate.weightBytes()).isCloseTo(packed, TOLERANCE);
      assertThat(estimate.engine()).isEqualTo(Engine.describe(settings, backend));
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, scalar", "INT8, scalar", "F32, vector", "AUTO, auto", "INT8, auto"})
  void aTinyModelTakesWhatIsEstimated(Compute compute, String backend) {
    assertMatches(
        SharedFiles.require("golden/models/mixtral"),
        DEFAULTS.withCompute(compute).withBackend(backend));
  }

  @ParameterizedTest
  @CsvSource({"AUTO, auto", "F32, vector"})
  void aRealModelTakesWhatIsEstimated(Compute compute, String backend) {
    assertMatches(
        SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"),
        DEFAULTS.withCompute(compute).withBackend(backend));
  }

  /** Two bytes an element beside 8-bit products, unless settings say otherwise. */
  @ParameterizedTest
  @CsvSource({"AUTO, 128", "F32, 256", "BF16, 128", "INT8, 68"})
  void theCacheOfAThousandTokensHoldsKeysAndValuesOfEachLayer(KvType type, int bytesOfAHead) {
    Path model = SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    MemoryEstimate estimate = estimate(model, DEFAULTS.withBackend("scalar").withKvType(type));
    assertThat(estimate.kvBytesPerThousandTokens()).isEqualTo(1000L * 30 * 3 * 2 * bytesOfAHead);
  }
}
