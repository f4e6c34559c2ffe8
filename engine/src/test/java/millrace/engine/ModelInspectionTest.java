package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import millrace.engine.testing.ModelCopies;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of models that can be run, and of those that cannot. */
class ModelInspectionTest {
  private static final String LAYER = "blk.1.ffn_up.weight";
  private static final String UNKNOWN = "blk.1.ffn_xx.weight";

  @TempDir private Path folder;

  private static Path golden(String name) {
    return SharedFiles.require("golden/models/" + name);
  }

  private static List<String> problems(Path model) {
    try (ModelInspection inspection = ModelInspection.open(model)) {
      return inspection.problems().stream().map(Throwable::getMessage).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("millrace.engine.testing.GoldenModelNames#all")
  void everyGoldenModelIsSupportedInBothFormats(String name) {
    for (Path model : List.of(golden(name), golden(name).resolve("model-f32.gguf"))) {
      try (ModelInspection inspection = ModelInspection.open(model)) {
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.model()).isPresent();
      }
    }
  }

  @Test
  void aTensorOfAnotherNameIsMissed() throws IOException {
    Path source = golden("llama").resolve("model-f32.gguf");
    Path model = ModelCopies.renamed(source, folder.resolve("m.gguf"), LAYER, UNKNOWN);
    assertThat(problems(model))
        .containsExactly("Cannot read model: tensor, " + LAYER + ", missing in " + model);
    try (LoadedModel loaded = LoadedModel.open(model)) {
      assertThatThrownBy(loaded::requireComplete)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(LAYER);
    }
  }

  @Test
  void everyProblemIsNamedNotTheFirstAlone() throws IOException {
    Path model = copyOfLlama();
    ModelCopies.renamed(
        golden("llama").resolve("model.safetensors"),
        model.resolve("model.safetensors"),
        "model.layers.1.mlp.up_proj.weight",
        "model.layers.1.mlp.xx_proj.weight");
    Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Unigram\"}}");
    Files.writeString(model.resolve("chat_template.jinja"), "{% include 'other' %}");
    assertThat(problems(model))
        .hasSize(3)
        .satisfiesExactlyInAnyOrder(
            tensor -> assertThat(tensor).contains("model.layers.1.mlp.up_proj.weight, missing"),
            tokenizer -> assertThat(tokenizer).contains("model.type, Unigram, expected BPE"),
            template -> assertThat(template).contains("Cannot compile chat template: ", "include"));
  }

  @Test
  void anUnknownFamilyIsNamedWithTheKnownOnes() throws IOException {
    Path model = copyOfLlama();
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"mamba\"}");
    assertThat(problems(model))
        .singleElement()
        .asString()
        .startsWith("Cannot load model: model_type, mamba, must be one of gemma2, ");
  }

  @Test
  void anUnknownSplitRuleIsNamed() throws IOException {
    Path source = golden("llama").resolve("model-f32.gguf");
    Path model = ModelCopies.renamed(source, folder.resolve("m.gguf"), "gpt-2", "gpt-9");
    assertThat(problems(model))
        .singleElement()
        .asString()
        .startsWith("Cannot build tokenizer: tokenizer.ggml.pre, gpt-9, expected a split pattern");
  }

  @Test
  void anUnknownBlockTypeIsRefusedWithItsTensor() {
    Path model =
        new GgufBytes()
            .entry("general.architecture", "llama")
            .info("blk.0.attn_q.weight", new long[] {32}, 99, 0)
            .data(new byte[64])
            .write(folder.resolve("m.gguf"));
    assertThatThrownBy(() -> ModelInspection.open(model))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("type of blk.0.attn_q.weight, 99, ");
  }

  private Path copyOfLlama() throws IOException {
    return ModelCopies.directory("llama", folder.resolve("model"));
  }
}
