package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against ids from Hugging Face tokenizers and llama.cpp; see shared/golden/README.md. */
class GoldenTokenizerTest {
  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  @Test
  void smollm2CasesAreExactInAllColumns() throws IOException {
    Path cases = SharedFiles.require("golden/tokenizers/smollm2_cases.jsonl");
    Tokenizer tokenizer = fromGguf(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    ObjectMapper json = new ObjectMapper();
    int checked = 0;
    for (String line : Files.readAllLines(cases)) {
      JsonNode expected = json.readTree(line);
      String text = expected.get("text").textValue();
      int[] parsed = ids(expected.get("ids_parse_special"));
      assertThat(tokenizer.encode(text, SpecialTokens.PARSE)).as(line).isEqualTo(parsed);
      assertThat(tokenizer.encode(text, SpecialTokens.AS_TEXT))
          .as(line)
          .isEqualTo(ids(expected.get("ids_plain")));
      assertThat(tokenizer.decode(parsed, SpecialTokensInText.KEEP))
          .isEqualTo(expected.get("decoded").textValue());
      checked++;
    }
    assertThat(checked).isEqualTo(200);
  }

  @Test
  void smollm2PromptsAndCompletionsAreExact() throws IOException {
    Path cases = SharedFiles.require("golden/smollm2/cases.jsonl");
    Tokenizer tokenizer = fromGguf(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(cases)) {
      JsonNode expected = json.readTree(line);
      int[] prompt = ids(expected.get("prompt_ids"));
      assertThat(tokenizer.encode(expected.get("prompt").textValue(), SpecialTokens.PARSE))
          .isEqualTo(prompt);
      int[] completion = ids(expected.get("greedy_ids"));
      var detokenizer =
          IncrementalDetokenizer.continuing(tokenizer, SpecialTokensInText.KEEP, prompt);
      StringBuilder text = new StringBuilder();
      for (int id : completion) {
        text.append(detokenizer.append(id));
      }
      text.append(detokenizer.finish());
      assertThat(text.toString()).isEqualTo(expected.get("text").textValue());
    }
    assertThat(tokenizer.beginIds()).isEmpty();
    assertThat(tokenizer.endIds()).contains(0, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek-llm",
        "falcon",
        "gpt-2",
        "llama-bpe",
        "llama-spm",
        "phi-3",
        "qwen2",
        "starcoder"
      })
  void vocabulariesGiveTheIdsOfLlamaCpp(String name, @TempDir Path folder) throws IOException {
    Path packed = SharedFiles.require("golden/tokenizers/ggml-vocab-" + name + ".gguf.gz");
    Path file = folder.resolve(name + ".gguf");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
    Tokenizer tokenizer = fromGguf(file);
    List<String> texts = texts(packed.resolveSibling("ggml-vocab-" + name + ".gguf.inp"));
    List<String> lines =
        Files.readAllLines(packed.resolveSibling("ggml-vocab-" + name + ".gguf.out"));
    assertThat(texts).hasSameSizeAs(lines);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(tokenizer.encode(texts.get(i), SpecialTokens.AS_TEXT))
          .as(texts.get(i))
          .isEqualTo(ids(lines.get(i)));
    }
  }

  private static Tokenizer fromGguf(Path file) {
    try (GgufFile gguf = GgufFile.open(file)) {
      return Tokenizers.fromGguf(gguf.metadata());
    }
  }

  private static List<String> texts(Path file) throws IOException {
    String all = Files.readString(file, StandardCharsets.UTF_8);
    List<String> texts = Arrays.asList(all.split(SEPARATOR, -1));
    return texts.subList(0, texts.size() - 1); // the last text, too, is followed by a separator
  }

  private static int[] ids(String line) {
    return line.isBlank()
        ? new int[0]
        : Arrays.stream(line.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).intValue();
    }
    return ids;
  }
}
