package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubReferenceTest {
  @Test
  void takesMainAndNoFileByDefault() {
    assertThat(HubReference.parse("hf:owner/some.model-1_b"))
        .isEqualTo(new HubReference("owner", "some.model-1_b", "main", Optional.empty()));
  }

  @Test
  void readsRevisionAndFileInFolder() {
    assertThat(HubReference.parse("hf:o/n@v1.0/Q4 K/m-00001-of-00002.gguf"))
        .isEqualTo(new HubReference("o", "n", "v1.0", Optional.of("Q4 K/m-00001-of-00002.gguf")));
  }

  @Test
  void readsSlashesOfRevisionAsEscapes() {
    assertThat(HubReference.parse("hf:o/n@refs%2Fpr%2f1").revision()).isEqualTo("refs/pr/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf:o/n", "hf:o/n@v1", "hf:o/n/a/b.gguf", "hf:o/n@refs%2Fpr%2F1/m.GGUF"})
  void isWrittenAsItWasRead(String text) {
    assertThat(HubReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf:",
        "hf:name",
        "hf:/name",
        "hf:owner/",
        "hf:../name",
        "hf:owner/..",
        "hf:.owner/name",
        "hf:ow ner/name",
        "hf:owner/na--me",
        "hf:owner/na\u0000me",
        "hf:owner/name@",
        "hf:owner/name@../x",
        "hf:owner/name@..%2F..%2Fx",
        "hf:owner/name@%2Fx",
        "hf:owner/name@x%2F%2Fy",
        "hf:owner/name/",
        "hf:owner/name/../x.gguf",
        "hf:owner/name/a/../../x.gguf",
        "hf:owner/name//x.gguf",
        "hf:owner/name/C:x.gguf",
        "hf:owner/name/a\\x.gguf",
        "hf:owner/name/x\ny.gguf",
        "hf:owner/name/model.safetensors",
        "HF:owner/name"
      })
  void refusesWhatIsNoReference(String text) {
    assertThatThrownBy(() -> HubReference.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot read model reference: ")
        .message()
        .doesNotContain("\n", "\u0000");
  }
}
