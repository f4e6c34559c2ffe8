package millrace.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.ModelCopies;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations that contradict themselves or the tensors beside them. */
class LyingModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static void assertRefused(Path path, String message) {
    assertThatThrownBy(
            () -> {
              try (LoadedModel model = LoadedModel.open(path)) {
                model.requireComplete();
              }
            })
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layers | 0 | num_hidden_layers, 0, must be 1 … 16777216",
        "num_hidden_layers | 1000000 | num_hidden_layers, 1000000, must be at most 10000",
        "num_hidden_layers | 4 | tensor, model.layers.3.input_layernorm.weight, missing",
        "num_hidden_layers | 2 | tensor, model.layers.2.",
        "num_attention_heads | 0 | num_attention_heads, 0, must be 1 … 16777216",
        "num_attention_heads | -4 | num_attention_heads, -4, must be 1 … 16777216",
        "num_key_value_heads | 3 | num_key_value_heads, 3, must be a divisor of",
        "head_dim | 0 | head_dim, 0, must be even, 2 … 4096",
        "hidden_size | 2147483648 | hidden_size, 2147483648, must be a whole number",
        "vocab_size | 500 | tensor model.embed_tokens.weight, shape [512, 64], must be [500, 64]",
        "vocab_size | 16777216 | tensor model.embed_tokens.weight, shape [512, 64]",
        "intermediate_size | 100 | shape [",
        "max_position_embeddings | 0 | max_position_embeddings, 0, must be 1 … 16777216",
        "rms_norm_eps | 2 | rms_norm_eps, 2.0, must be in [0, 1)"
      })
  void aLyingConfigurationIsRefusedWithFieldAndValue(String field, long value, String message)
      throws IOException {
    Path model = ModelCopies.directory("llama", folder.resolve("model"));
    Path config = model.resolve("config.json");
    ObjectNode json = (ObjectNode) JSON.readTree(config.toFile());
    JSON.writeValue(config.toFile(), json.put(field, value));
    assertRefused(model, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama.block_count | 0 | block_count, 0, must be 1 … 16777216",
        "llama.block_count | 4 | tensor, blk.3.attn_norm.weight, missing",
        "llama.attention.head_count | 0 | attention.head_count, 0, must be 1 … 16777216",
        "llama.attention.head_count_kv | 3 | attention.head_count_kv, 3, must be a divisor of",
        "llama.embedding_length | 32 | token_embd.weight columns, 64, must be embedding_length",
        "llama.context_length | 0 | context_length, 0, must be 1 … 16777216",
        "llama.feed_forward_length | 1 | shape ["
      })
  void lyingMetadataAreRefusedWithFieldAndValue(String key, int value, String message)
      throws IOException {
    assertRefused(withNumber(key, value), message);
  }

  /** A copy of the golden GGUF with another UINT32 for a key. */
  private Path withNumber(String key, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(SharedFiles.require("golden/models/llama/model-f32.gguf"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int type =
        text.indexOf((char) key.length() + "\0\0\0\0\0\0\0" + key) + Long.BYTES + key.length();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(type + Integer.BYTES, value);
    return Files.write(folder.resolve("lying.gguf"), bytes);
  }

  @Test
  void moreTokensThanTheEmbeddingHasRowsAreRefused() throws IOException {
    Path model = ModelCopies.directory("llama", folder.resolve("model"));
    Path tokenizer = model.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) JSON.readTree(tokenizer.toFile());
    json.withArray("added_tokens")
        .addObject()
        .put("id", 600)
        .put("content", "<|eot_id|>")
        .put("special", true)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
    JSON.writeValue(tokenizer.toFile(), json);
    assertRefused(model, "end-of-sequence token, 600, must be below the embedding's 512 rows");
  }
}
