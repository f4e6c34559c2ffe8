package millrace.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.FloatBackend;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenModelTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama-tied",
        "llama3-rope",
        "mistral-gguf",
        "mixtral",
        "qwen2",
        "qwen3",
        "qwen3moe",
        "gemma2",
        "gemma3",
        "phi3",
        "gpt2",
        "smollm3",
        "olmo2",
        "granite"
      })
  void ggufModelAgreesWithTheReferenceOnVectorKernels(String name) throws IOException {
    check(name, new FloatBackend(new VectorKernels()), 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama"})
  void ggufModelAgreesWithTheReferenceOnScalarKernels(String name) throws IOException {
    check(name, new FloatBackend(new ScalarKernels()), 1);
  }

  private static void check(String name, Backend backend, int threads) throws IOException {
    JsonNode expected =
        GoldenModel.expected(SharedFiles.require("golden/expected/" + name + ".json"));
    Path path = SharedFiles.require("golden/" + expected.get("gguf").asText());
    try (GgufFile file = GgufFile.open(path);
        ThreadTeam team = new ThreadTeam(threads)) {
      Weights weights = WeightsLoader.load(GgufFamilies.describe(file, 0), file, backend, team);
      for (JsonNode expectedCase : expected.get("cases")) {
        new GoldenModel(weights, team).check(expectedCase);
      }
    }
  }
}
