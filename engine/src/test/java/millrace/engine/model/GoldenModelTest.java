package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.FloatBackend;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.model.family.HfFamilies;
import millrace.engine.testing.GoldenModelNames;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.SafetensorsDirectory;
import millrace.engine.weights.TensorSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family against transformers, from GGUF and from safetensors. */
class GoldenModelTest {
  private static final FamilyTable TABLE = new FamilyTable();

  @AfterAll
  static void theTableInTheDocumentationIsWhatWasProven() throws IOException {
    TABLE.check();
  }

  @ParameterizedTest
  @MethodSource("ggufNames")
  void ggufModelAgreesWithTheReference(String name) throws IOException {
    JsonNode expected = expected(name);
    checkGguf(expected, new FloatBackend(new VectorKernels()), 2);
    TABLE.proven(name, "GGUF", expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "gemma2", "gpt2"})
  void ggufModelAgreesWithTheReferenceOnScalarKernels(String name) throws IOException {
    checkGguf(expected(name), new FloatBackend(new ScalarKernels()), 1);
  }

  @ParameterizedTest
  @MethodSource("millrace.engine.testing.GoldenModelNames#all")
  void safetensorsModelAgreesWithTheReference(String name) throws IOException {
    JsonNode expected = expected(name);
    Path directory = SharedFiles.require("golden/" + expected.get("files").asText());
    JsonNode config = new ObjectMapper().readTree(directory.resolve("config.json").toFile());
    try (SafetensorsDirectory tensors = SafetensorsDirectory.open(directory)) {
      ModelDescription description = HfFamilies.describe(config, "config.json", tensors, 0);
      check(expected, description, tensors, new FloatBackend(new VectorKernels()), 2);
    }
    TABLE.proven(name, "safetensors", expected);
  }

  /** The expectations of Mistral as GGUF, which states no sliding window, are its own. */
  static Stream<String> ggufNames() {
    return GoldenModelNames.all().map(name -> name.equals("mistral") ? "mistral-gguf" : name);
  }

  private static JsonNode expected(String name) throws IOException {
    return GoldenModel.expected(SharedFiles.require("golden/expected/" + name + ".json"));
  }

  private static void checkGguf(JsonNode expected, Backend backend, int threads) {
    Path path = SharedFiles.require("golden/" + expected.get("gguf").asText());
    try (GgufFile file = GgufFile.open(path)) {
      check(expected, GgufFamilies.describe(file, 0), file, backend, threads);
    }
  }

  private static void check(
      JsonNode expected,
      ModelDescription description,
      TensorSource tensors,
      Backend backend,
      int threads) {
    assertThat(expected.get("cases")).hasSizeGreaterThanOrEqualTo(4);
    try (ThreadTeam team = new ThreadTeam(threads)) {
      Weights weights = WeightsLoader.load(description, tensors, backend, team);
      for (JsonNode expectedCase : expected.get("cases")) {
        new GoldenModel(weights, team).check(expectedCase);
      }
    }
  }
}
