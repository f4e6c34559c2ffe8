package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.model.family.HfFamilies;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.SafetensorsDirectory;
import millrace.engine.weights.Tensor;
import millrace.engine.weights.TensorSource;
import millrace.engine.weights.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused of a model's tensors, on every golden model in both formats. */
class WeightsLoaderTest {
  private static final String ALL_MODELS = "millrace.engine.testing.GoldenModelNames#all";

  /** A GGUF file without them is a model of its own: one with tied embeddings, one of Llama 2. */
  private static final Set<String> NOT_MISSED = Set.of("output.weight", "rope_freqs.weight");

  @ParameterizedTest
  @MethodSource(ALL_MODELS)
  void ggufModelWithoutAnyOneOfItsTensorsIsRefusedByName(String name) {
    try (GgufFile file = GgufFile.open(directory(name).resolve("model-f32.gguf"))) {
      Set<String> names = new LinkedHashSet<>(file.names());
      names.removeAll(NOT_MISSED);
      requireEach(names, GgufFamilies.describe(file, 0), file);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_MODELS)
  void safetensorsModelWithoutAnyOneOfItsTensorsIsRefusedByName(String name) throws IOException {
    Path config = directory(name).resolve("config.json");
    JsonNode json = new ObjectMapper().readTree(config.toFile());
    try (SafetensorsDirectory tensors = SafetensorsDirectory.open(directory(name))) {
      requireEach(tensors.names(), HfFamilies.describe(json, "config.json", tensors, 0), tensors);
    }
  }

  private static Path directory(String name) {
    return SharedFiles.require("golden/models/" + name);
  }

  private static void requireEach(
      Set<String> names, ModelDescription description, TensorSource source) {
    assertThat(names).hasSizeGreaterThan(15);
    for (String name : names) {
      Set<String> rest = new LinkedHashSet<>(source.names());
      rest.remove(name);
      assertThatThrownBy(() -> WeightsLoader.outline(description, new Headers(source, rest)))
          .as(name)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("tensor, " + asMissing(name) + ", missing in ");
    }
  }

  /** A stack of experts may be in pieces, so what is missing then is the first expert's. */
  private static String asMissing(String name) {
    return name.replace("_exps.weight", ".0.weight");
  }

  @Test
  void aTensorThatTheFamilyDoesNotKnowIsRefusedByName() {
    try (GgufFile file = GgufFile.open(directory("llama").resolve("model-f32.gguf"))) {
      ModelDescription description = GgufFamilies.describe(file, 0);
      Set<String> names = new LinkedHashSet<>(file.names());
      names.add("blk.0.attn_sinks.weight");
      assertThatThrownBy(() -> WeightsLoader.outline(description, new Headers(file, names)))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(
              "Cannot load model: tensor, blk.0.attn_sinks.weight (and 0 more), not part of this"
                  + " family, in model-f32.gguf");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL_MODELS)
  void aCompleteModelPassesAndNoNumberIsRead(String name) {
    try (GgufFile file = GgufFile.open(directory(name).resolve("model-f32.gguf"))) {
      ModelDescription description = GgufFamilies.describe(file, 0);
      WeightsLoader.outline(description, new Headers(file, file.names()));
    }
  }

  /** Some tensors of a model, or more than it has, whose numbers nobody may read. */
  private record Headers(TensorSource source, Set<String> names) implements TensorSource {
    @Override
    public Optional<Tensor> find(String name) {
      return names.contains(name) ? source.find(name).map(Header::new) : Optional.empty();
    }

    @Override
    public List<Path> files() {
      return source.files();
    }

    @Override
    public void close() {}
  }

  private record Header(Tensor tensor) implements Tensor {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public TensorType type() {
      return tensor.type();
    }

    @Override
    public long[] shape() {
      return tensor.shape();
    }

    @Override
    public int columns() {
      return tensor.columns();
    }

    @Override
    public long rows() {
      return tensor.rows();
    }

    @Override
    public long byteSize() {
      return tensor.byteSize();
    }

    @Override
    public void readRows(long first, int count, float[] dst, int offset) {
      throw new AssertionError("reads the numbers of " + name());
    }

    @Override
    public void readRaw(long byteOffset, byte[] dst, int offset, int length) {
      throw new AssertionError("reads the bytes of " + name());
    }
  }
}
