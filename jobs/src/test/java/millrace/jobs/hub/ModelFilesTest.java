package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.engine.api.ConfigException;
import millrace.jobs.hub.ModelFiles.Form;
import org.junit.jupiter.api.Test;

class ModelFilesTest {
  private final HubFaults faults =
      new HubFaults(HubSettings.fromEnvironment(Map.of(), Path.of("/home")));

  private ModelFiles choose(String reference, String... names) {
    var files =
        Arrays.stream(names)
            .map(name -> new RemoteFile(name, OptionalLong.empty(), Optional.empty()))
            .toList();
    RepositoryListing listing = new RepositoryListing(FakeHub.COMMIT, files);
    return ModelFiles.choose(listing, HubReference.parse(reference), faults);
  }

  private static String[] names(ModelFiles model) {
    return model.files().stream().map(RemoteFile::name).toArray(String[]::new);
  }

  @Test
  void takesSafetensorsWithConfigAndTokenizerAndNothingElse() {
    ModelFiles model =
        choose(
            "hf:o/n",
            "README.md",
            "config.json",
            "chat_template.jinja",
            "generation_config.json",
            "model.gguf",
            "model.safetensors",
            "onnx/config.json",
            "pytorch_model.bin",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json");

    assertThat(model.form()).isEqualTo(Form.DIRECTORY);
    assertThat(names(model))
        .containsExactly(
            "config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "generation_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "model.safetensors");
  }

  @Test
  void takesTheIndexWhereTheWeightsAreSeveralFiles() {
    ModelFiles model =
        choose("hf:o/n", "config.json", "model-00001-of-00002.safetensors", ModelFiles.INDEX);

    assertThat(model.form()).isEqualTo(Form.INDEXED_DIRECTORY);
    assertThat(names(model)).containsExactly("config.json", ModelFiles.INDEX);
  }

  @Test
  void takesTheOnlyGgufWithItsPartsAndIgnoresImageProjectors() {
    ModelFiles model =
        choose(
            "hf:o/n",
            "config.json",
            "mmproj-f16.gguf",
            "q/m-00002-of-00002.gguf",
            "q/m-00001-of-00002.gguf");

    assertThat(model.form()).isEqualTo(Form.GGUF);
    assertThat(names(model)).containsExactly("q/m-00001-of-00002.gguf", "q/m-00002-of-00002.gguf");
  }

  @Test
  void takesTheNamedFileThoughThereAreSafetensors() {
    assertThat(names(choose("hf:o/n/b.gguf", "config.json", "model.safetensors", "b.gguf")))
        .containsExactly("b.gguf");
  }

  @Test
  void anyPartNamesTheWholeModel() {
    assertThat(
            names(
                choose(
                    "hf:o/n/m-00002-of-00002.gguf",
                    "m-00001-of-00002.gguf",
                    "m-00002-of-00002.gguf")))
        .containsExactly("m-00001-of-00002.gguf", "m-00002-of-00002.gguf");
  }

  @Test
  void listsTheChoicesWhereThereAreSeveral() {
    assertThatThrownBy(
            () -> choose("hf:o/n", "b.gguf", "a-00001-of-00002.gguf", "a-00002-of-00002.gguf"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot choose model of hf:o/n: file, not named, choose a-00001-of-00002.gguf or b.gguf,"
                + " at huggingface.co");
  }

  @Test
  void listsTheChoicesWhereTheNamedFileIsMissing() {
    assertThatThrownBy(() -> choose("hf:o/n/c.gguf", "b.gguf", "a.gguf"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("file, c.gguf missing, has a.gguf or b.gguf");
  }

  @Test
  void namesAMissingPart() {
    assertThatThrownBy(() -> choose("hf:o/n", "m-00001-of-00002.gguf"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("m-00002-of-00002.gguf missing");
  }

  @Test
  void refusesRepositoriesWithoutAModel() {
    assertThatThrownBy(() -> choose("hf:o/n", "config.json", "pytorch_model.bin"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected config.json with model.safetensors, or a .gguf file");
  }
}
