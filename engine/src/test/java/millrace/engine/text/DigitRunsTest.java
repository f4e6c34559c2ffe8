package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joined digits give the ids of the published rules. A vocabulary with a token of two digits keeps
 * the published rule; no text here holds that number, so the ids must not differ.
 */
class DigitRunsTest {
  private static final String[] MERGES = {
    "a a", "a 1", "1 a", "Ġ 1", "1 Ġ", "1 .", "Â ²", "Â² 1", "1 Â²", "Ġ a", "Ġ Ġ"
  };
  private static final String NUMBER = "98";
  private static final String CHARACTERS = "0111234aab.'s \n²٣７\u0301漢_";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(SplitRule.class)
  void everyRuleGivesTheSameIds(SplitRule rule) {
    GgufVocabulary vocabulary = TinyVocabulary.byteLevel(rule.names().get(0), MERGES);
    Tokenizer joined = Tokenizers.fromVocabulary(vocabulary);
    Tokenizer published = Tokenizers.fromVocabulary(withNumber(vocabulary));
    assertSame(joined, published);
  }

  private static GgufVocabulary withNumber(GgufVocabulary vocabulary) {
    List<String> pieces = new ArrayList<>(vocabulary.pieces());
    List<TokenKind> kinds = new ArrayList<>(vocabulary.kinds());
    pieces.add(NUMBER);
    kinds.add(TokenKind.NORMAL);
    return new GgufVocabulary(
        vocabulary.source(),
        vocabulary.modelName(),
        vocabulary.model(),
        vocabulary.pre(),
        pieces,
        kinds,
        vocabulary.scores(),
        vocabulary.merges(),
        vocabulary.ids(),
        vocabulary.addBos(),
        vocabulary.addSpacePrefix());
  }

  private static void assertSame(Tokenizer joined, Tokenizer published) {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      assertThat(joined.encode(text.toString(), SpecialTokens.AS_TEXT))
          .as("%s", text)
          .isEqualTo(published.encode(text.toString(), SpecialTokens.AS_TEXT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"type": "Sequence", "pretokenizers": [
          {"type": "Digits", "individual_digits": true},
          {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
           "use_regex": true}]}
        """,
        """
        {"type": "Sequence", "pretokenizers": [
          {"type": "Split", "behavior": "Isolated", "invert": false, "pattern": {"Regex":
           "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"}},
          {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false,
           "use_regex": false}]}
        """
      })
  void publishedTokenizersGiveTheSameIds(String preTokenizer) throws IOException {
    JsonNode steps = JSON.readTree(preTokenizer);
    JsonNode joinedSteps = steps.deepCopy();
    DigitRuns.joinIn(joinedSteps);
    assertThat(joinedSteps.at("/pretokenizers/0/pattern/Regex").asText()).contains("[0-9]+|\\p{N}");
    assertSame(
        directory("joined", steps, List.of()), directory("published", steps, List.of(NUMBER)));
  }

  private Tokenizer directory(String name, JsonNode preTokenizer, List<String> more)
      throws IOException {
    List<String> pieces = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      pieces.add(ByteLevelAlphabet.letter(value));
    }
    ObjectNode json = JSON.createObjectNode().put("version", "1.0");
    json.set("pre_tokenizer", preTokenizer.deepCopy());
    ObjectNode decoder = json.putObject("decoder").put("type", "ByteLevel");
    decoder.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
    ObjectNode model = json.putObject("model").put("type", "BPE");
    var merges = model.putArray("merges");
    for (String merge : MERGES) {
      pieces.add(merge.replace(" ", ""));
      merges.add(merge);
    }
    pieces.addAll(more);
    ObjectNode vocabulary = model.putObject("vocab");
    pieces.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
    Path directory = Files.createDirectories(folder.resolve(name));
    Files.write(directory.resolve("tokenizer.json"), JSON.writeValueAsBytes(json));
    return Tokenizers.fromDirectory(directory);
  }

  @Test
  void digitsStayApartWhereEachWordGetsASpace() throws IOException {
    String text =
        """
        {"type": "Sequence", "pretokenizers": [
          {"type": "Digits", "individual_digits": true},
          {"type": "ByteLevel", "add_prefix_space": true, "use_regex": true}]}
        """;
    JsonNode steps = JSON.readTree(text);
    DigitRuns.joinIn(steps);
    assertThat(steps).isEqualTo(JSON.readTree(text));
  }

  @Test
  void aVocabularyWithNumbersKeepsItsRule() {
    assertThat(DigitRuns.keepIds(List.of("1", "a11", "<|10|>"))).isTrue();
    assertThat(DigitRuns.keepIds(List.of("1", "10"))).isFalse();
  }
}
