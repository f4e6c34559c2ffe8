package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Random;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The least number of tokens that follows from the length of a text. */
class LengthBoundTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @EnumSource(SplitRule.class)
  void noTextHasFewerTokensUnderAnySplitRule(SplitRule rule) {
    assertNeverFewer(
        Tokenizers.fromVocabulary(
            TinyVocabulary.byteLevel(rule.names().get(0), "a a", "aa aa", "Ġ Ġ")));
  }

  @Test
  void noTextHasFewerTokensInSentencePiece() {
    assertNeverFewer(
        Tokenizers.fromVocabulary(
            TinyVocabulary.sentencePiece("▁▁▁▁", "▁▁", "aa", "▁a", "▁", "a")));
  }

  @Test
  void noTextHasFewerTokensInARealVocabulary() {
    try (GgufFile file =
        GgufFile.open(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"))) {
      Tokenizer tokenizer = Tokenizers.fromGguf(file.metadata());
      assertNeverFewer(tokenizer);
      String longest = "\n" + " ".repeat(80); // the longest that SmolLM2 has
      assertThat(tokenizer.encode(longest, SpecialTokens.AS_TEXT)).hasSize(1);
      assertThat(tokenizer.fewestTokens(longest, SpecialTokens.AS_TEXT)).isEqualTo(1);
      assertThat(tokenizer.fewestTokens(longest + "x", SpecialTokens.AS_TEXT)).isEqualTo(2);
    }
  }

  private static void assertNeverFewer(Tokenizer tokenizer) {
    Random random = new Random(5);
    String[] parts = {
      "a",
      "aaaa",
      " ",
      "    ",
      "<|im_end|>",
      "<tool>",
      "</s>",
      "7",
      "\n",
      "é",
      "漢",
      "😀",
      "\u0004",
      "\u00ad",
      "\ud8f0\udc00"
    };
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      String favourite = parts[random.nextInt(parts.length)];
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(random.nextBoolean() ? favourite : parts[random.nextInt(parts.length)]);
      }
      for (SpecialTokens mode : SpecialTokens.values()) {
        int fewest = tokenizer.fewestTokens(text.toString(), mode);
        assertThat(tokenizer.encode(text.toString(), mode)).hasSizeGreaterThanOrEqualTo(fewest);
      }
    }
    assertThat(tokenizer.fewestTokens("a".repeat(1_000), SpecialTokens.AS_TEXT)).isPositive();
  }

  @Test
  void charactersWithoutATokenDoNotCount() {
    ObjectNode json = byteLevel();
    ((ObjectNode) json.at("/model/vocab")).remove(ByteLevelAlphabet.letter('\u0004'));
    ((ObjectNode) json.at("/model/vocab")).remove(ByteLevelAlphabet.letter(0xF2));
    LengthBound bound = LengthBound.of(json);
    assertThat(bound.fewestTokens("a".repeat(14))).isEqualTo(2);
    assertThat(bound.fewestTokens("a\u0004".repeat(14))).isEqualTo(2);
    assertThat(bound.fewestTokens("\u0004")).isZero();
  }

  private static ObjectNode byteLevel() {
    ObjectNode json = JSON.createObjectNode();
    json.putNull("normalizer");
    json.putObject("pre_tokenizer").put("type", "ByteLevel");
    json.putArray("added_tokens").addObject().put("content", "<|end|>");
    ObjectNode vocabulary = json.putObject("model").putObject("vocab");
    for (int value = 0; value < 256; value++) {
      vocabulary.put(ByteLevelAlphabet.letter(value), value);
    }
    return json;
  }

  @Test
  void theLongestIsATokenOfTheVocabularyOrAnAddedOne() {
    assertThat(LengthBound.of(byteLevel()).fewestTokens("a".repeat(70))).isEqualTo(10);
    ObjectNode json = byteLevel();
    ((ObjectNode) json.at("/model/vocab")).put("ĠĠĠĠĠĠĠĠĠĠ", 256);
    assertThat(LengthBound.of(json).fewestTokens("a".repeat(70))).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"normalizer\": {\"type\": \"NFC\"}}",
        "{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Strip\"}]}}",
        "{\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"Regex\": \" +\"},"
            + " \"content\": \"▁\"}}",
        "{\"normalizer\": {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"},"
            + " \"content\": \"\"}}",
        "{\"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": ["
            + "{\"type\": \"ByteLevel\"}, {\"type\": \"Whitespace\"}]}}",
        "{\"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": ["
            + "{\"type\": \"ByteLevel\"}, {\"type\": \"Split\", \"behavior\": \"Removed\"}]}}",
        "{\"pre_tokenizer\": null}",
        "{\"added_tokens\": [{\"content\": \"<|end|>\", \"rstrip\": true}]}",
        "{\"added_tokens\": [{\"content\": \"<|end|>\", \"lstrip\": true}]}",
        "{\"model\": {\"vocab\": {\"a\": 0}}}",
        "{\"pre_tokenizer\": null, \"model\": {\"byte_fallback\": true, \"vocab\": {\"a\": 0}}}"
      })
  void thereIsNoneWhereTextMayBeDroppedOrJoined(String change) throws IOException {
    ObjectNode json = byteLevel();
    json.setAll((ObjectNode) JSON.readTree(change));
    assertThat(LengthBound.of(json).fewestTokens("a".repeat(70))).isZero();
  }
}
