package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTokenizerTest {
  private static final String ADDED =
      """
      "added_tokens": [
        {"id": 3, "content": "<s>", "special": true, "normalized": false,
         "single_word": false, "lstrip": false, "rstrip": false},
        {"id": 6, "content": "<|im_end|>", "special": true, "normalized": false,
         "single_word": false, "lstrip": false, "rstrip": false},
        {"id": 8, "content": "<tool>", "special": false, "normalized": false,
         "single_word": false, "lstrip": false, "rstrip": false}]""";
  private static final String SENTENCE_PIECE =
      """
      {"version": "1.0", %s,
       "truncation": {"max_length": 1, "strategy": "LongestFirst", "stride": 0,
                      "direction": "Right"},
       "normalizer": {"type": "Sequence", "normalizers": [
          {"type": "Prepend", "prepend": "▁"},
          {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "post_processor": {"type": "TemplateProcessing",
          "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                     {"Sequence": {"id": "A", "type_id": 0}}],
          "pair": [],
          "special_tokens": {"<s>": {"id": "<s>", "ids": [3], "tokens": ["<s>"]}}},
       "decoder": {"type": "Sequence", "decoders": [
          {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
          {"type": "ByteFallback"}, {"type": "Fuse"},
          {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "byte_fallback": true, "unk_token": null,
          "vocab": {"▁": 0, "a": 1, "▁a": 2, "<0x62>": 5, "s": 7}, "merges": [["▁", "a"]]}}
      """
          .formatted(ADDED);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "gemma3"})
  void goldenPromptsGiveTheirIdsByBothRoutes(String name) throws IOException {
    Path model = SharedFiles.require("golden/models/" + name);
    Tokenizer fromJson = Tokenizers.fromDirectory(model);
    Tokenizer fromGguf;
    try (GgufFile file = GgufFile.open(model.resolve("model-f32.gguf"))) {
      fromGguf = Tokenizers.fromGguf(file.metadata());
    }
    Path expected = SharedFiles.require("golden/expected/" + name + ".json");
    int checked = 0;
    for (JsonNode test : new ObjectMapper().readTree(expected.toFile()).get("cases")) {
      if (test.hasNonNull("prompt_text")) {
        String text = test.get("prompt_text").textValue();
        int[] ids = new ObjectMapper().convertValue(test.get("prompt_ids"), int[].class);
        assertThat(fromJson.encode(text, SpecialTokens.PARSE)).isEqualTo(ids);
        assertThat(fromGguf.encode(text, SpecialTokens.PARSE)).isEqualTo(ids);
        assertThat(fromJson.decode(ids, SpecialTokensInText.KEEP)).isEqualTo(text);
        checked++;
      }
    }
    assertThat(checked).isPositive();
    assertSameTokens(fromJson, fromGguf);
  }

  private static void assertSameTokens(Tokenizer one, Tokenizer other) {
    assertThat(one.vocabularySize()).isEqualTo(other.vocabularySize());
    for (int id = 0; id < one.vocabularySize(); id++) {
      assertThat(one.piece(id)).isEqualTo(other.piece(id));
      assertThat(one.bytes(id)).as(one.piece(id)).isEqualTo(other.bytes(id));
      assertThat(one.isSpecial(id)).isEqualTo(other.isSpecial(id));
    }
    assertThat(one.endIds()).isEqualTo(other.endIds());
    assertThat(one.beginIds()).isEqualTo(other.beginIds());
    assertThat(one.eosPiece()).isEqualTo(other.eosPiece());
  }

  @Test
  void readsASentencePieceVocabularyWithItsHoles() throws IOException {
    Tokenizer tokenizer = tokenizer(SENTENCE_PIECE);
    assertThat(tokenizer.encode("a ab", SpecialTokens.PARSE)).containsExactly(2, 2, 5);
    assertThat(tokenizer.decode(new int[] {2, 2, 5}, SpecialTokensInText.SKIP)).isEqualTo("a ab");
    assertThat(tokenizer.vocabularySize()).isEqualTo(9);
    assertThat(tokenizer.piece(4)).isEmpty();
    assertThat(tokenizer.idOf("")).isEmpty();
    assertThat(tokenizer.dropsLeadingSpace()).isTrue();
    assertThat(tokenizer.encode("<s>a", SpecialTokens.PARSE)).containsExactly(3, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARSE", "AS_TEXT"})
  void addedTokensKeepTheirIdsWhateverIsParsed(SpecialTokens mode) throws IOException {
    Tokenizer tokenizer = tokenizer(SENTENCE_PIECE);
    assertThat(tokenizer.encode("<tool>a", mode)).containsExactly(8, 2);
    assertThat(tokenizer.encode("<s>a", SpecialTokens.AS_TEXT)).containsExactly(0, 7, 1);
    assertThat(tokenizer.isSpecial(8)).isFalse();
  }

  @Test
  void takesTheFirstTokenFromTheTemplateUnlessTheConfigurationSaysOtherwise() throws IOException {
    assertThat(tokenizer(SENTENCE_PIECE).beginIds()).containsExactly(3);
    assertThat(tokenizer(SENTENCE_PIECE).bosPiece()).hasValue("<s>");
    write(
        "tokenizer_config.json",
        "{\"bos_token\": {\"content\": \"<s>\"}, \"add_bos_token\": false}");
    assertThat(tokenizer(SENTENCE_PIECE).beginIds()).isEmpty();
    assertThat(tokenizer(SENTENCE_PIECE).bosPiece()).hasValue("<s>");
  }

  @Test
  void collectsTheEndsOfAllFiles() throws IOException {
    assertThat(tokenizer(SENTENCE_PIECE).endIds()).containsExactly(6);
    write("tokenizer_config.json", "{\"eos_token\": \"<s>\"}");
    write("generation_config.json", "{\"eos_token_id\": [5, 99]}");
    write("config.json", "{\"eos_token_id\": 2}");
    assertThat(tokenizer(SENTENCE_PIECE).endIds()).containsExactly(2, 3, 5, 6);
    assertThat(tokenizer(SENTENCE_PIECE).eosPiece()).hasValue("<s>");
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    assertThatThrownBy(() -> Tokenizers.fromDirectory(directory))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            "Cannot read tokenizer: tokenizer.json, missing, expected a file, " + directory);
    assertRefused("{\"model\": ", "JSON, ");
    assertRefused("[1]", "content, ARRAY, expected an object");
    assertRefused("{\"model\": {\"type\": \"Unigram\"}}", "model.type, Unigram, expected BPE");
    assertRefused("{\"model\": {\"type\": \"BPE\"}}", "model.vocab, MISSING, expected an object");
    assertRefused(
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}}}",
        "id of token a, -1, expected 0");
    assertRefused(
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 2000000000}}}",
        "id of token a, 2000000000, expected 0");
    assertRefused(
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}, \"decoder\": {\"type\": \"CTC\"}}",
        "decoder, CTC, expected ByteLevel");
  }

  @Test
  void aVocabularyTheLibraryRefusesIsAModelError() throws IOException {
    String broken = SENTENCE_PIECE.replace("[[\"▁\", \"a\"]]", "[[\"x\", \"y\"]]");
    assertThatThrownBy(() -> tokenizer(broken).requireUsable())
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot build tokenizer: tokenizer.json, ");
  }

  private void assertRefused(String json, String message) throws IOException {
    write("tokenizer.json", json);
    assertThatThrownBy(() -> Tokenizers.fromDirectory(directory))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot read tokenizer: " + message);
  }

  private Tokenizer tokenizer(String json) throws IOException {
    write("tokenizer.json", json);
    return Tokenizers.fromDirectory(directory);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content);
  }
}
