package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;

class GgufFileTest {
  @Test
  void opensARealModel() {
    Path path = SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    try (GgufFile file = GgufFile.open(path)) {
      GgufMetadata metadata = file.metadata();
      assertThat(metadata.string("general.architecture")).isEqualTo("llama");
      assertThat(metadata.integer("llama.block_count")).isEqualTo(30);
      assertThat(metadata.real("llama.rope.freq_base")).isEqualTo(100_000);
      assertThat(metadata.flag("tokenizer.ggml.add_bos_token")).isFalse();
      assertThat(metadata.strings("tokenizer.ggml.tokens"))
          .hasSize(49_152)
          .startsWith("<|endoftext|>", "<|im_start|>", "<|im_end|>");
      assertThat(metadata.integers("tokenizer.ggml.token_type")).hasSize(49_152);
      assertThat(file.names()).hasSize(272);
      assertThat(file.files()).containsExactly(path);
      Tensor embedding = file.get("token_embd.weight");
      assertThat(embedding.shape()).containsExactly(49_152, 576);
      assertThat(embedding.columns()).isEqualTo(576);
      assertThat(embedding.rows()).isEqualTo(49_152);
      assertThatThrownBy(() -> file.get("nothing.weight"))
          .isInstanceOf(ModelFileException.class)
          .hasMessage("Cannot read model: tensor, nothing.weight, missing in " + path);
    }
  }
}
