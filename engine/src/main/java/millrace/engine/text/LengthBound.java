package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How many tokens a text has at least, from its length and from how many characters one token can
 * stand for; without encoding it. Made from a {@code tokenizer.json}.
 */
final class LengthBound {
  /** Normalizers that never make a text shorter; Replace is one when it puts in a character. */
  private static final Set<String> LENGTHENING = Set.of("Prepend", "ByteLevel");

  /** Steps that only cut, or write text in another alphabet, character by character. */
  private static final Set<String> CUTTING = Set.of("ByteLevel", "Digits", "Metaspace");

  private static final int FIRST_CONTINUATION_BYTE = 0x80;
  private static final int LAST_CONTINUATION_BYTE = 0xBF;

  private final int longestToken;
  private final BitSet dropped;

  private LengthBound(int longestToken, BitSet dropped) {
    this.longestToken = longestToken;
    this.dropped = dropped;
  }

  /** The bound that a tokenizer allows. */
  static LengthBound of(JsonNode tokenizer) {
    BitSet unknown = unknownBytes(tokenizer);
    boolean keepsText =
        normalizerKeeps(tokenizer.path("normalizer"))
            && preTokenizerKeeps(tokenizer.path("pre_tokenizer"))
            && unknown.get(FIRST_CONTINUATION_BYTE, LAST_CONTINUATION_BYTE + 1).isEmpty();
    int longest = 0;
    for (Iterator<String> pieces = tokenizer.at("/model/vocab").fieldNames(); pieces.hasNext(); ) {
      longest = Math.max(longest, pieces.next().length());
    }
    for (JsonNode token : tokenizer.path("added_tokens")) {
      keepsText &= !token.path("lstrip").asBoolean() && !token.path("rstrip").asBoolean();
      longest = Math.max(longest, token.path("content").asText().length());
    }
    return new LengthBound(keepsText ? longest : 0, unknown);
  }

  /**
   * A number of tokens that the text has at least; 0 when the tokenizer allows no bound, because it
   * may drop text, put it together, or take much of it for one unknown token.
   */
  int fewestTokens(String text) {
    return longestToken == 0 ? 0 : (int) ((kept(text) + longestToken - 1L) / longestToken);
  }

  /** The characters (chars) that are not dropped for want of a token. */
  private int kept(String text) {
    int kept = text.length();
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter < FIRST_CONTINUATION_BYTE && dropped.get(letter)) {
        kept--;
      }
    }
    return kept;
  }

  private static boolean normalizerKeeps(JsonNode normalizer) {
    String type = normalizer.path("type").asText();
    if (type.equals("Sequence")) {
      return all(normalizer.path("normalizers"), LengthBound::normalizerKeeps);
    }
    if (type.equals("Replace")) {
      return normalizer.at("/pattern/String").asText().length() == 1
          && !normalizer.path("content").asText().isEmpty();
    }
    return isNothing(normalizer) || LENGTHENING.contains(type);
  }

  private static boolean preTokenizerKeeps(JsonNode step) {
    String type = step.path("type").asText();
    if (type.equals("Sequence")) {
      return all(step.path("pretokenizers"), LengthBound::preTokenizerKeeps);
    }
    if (type.equals("Split")) {
      return !step.path("behavior").asText("Removed").equals("Removed");
    }
    return isNothing(step) || CUTTING.contains(type);
  }

  private static boolean all(JsonNode steps, Predicate<JsonNode> keeps) {
    for (JsonNode step : steps) {
      if (!keeps.test(step)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }

  /**
   * Bytes without a token. A byte-level vocabulary drops them and keeps the other bytes of their
   * character. With byte fallback whole characters would become unknown, and runs of them one
   * token; so there one such byte stands for all.
   */
  private static BitSet unknownBytes(JsonNode tokenizer) {
    JsonNode vocabulary = tokenizer.at("/model/vocab");
    boolean byteLevel = tokenizer.path("pre_tokenizer").toString().contains("\"ByteLevel\"");
    BitSet unknown = new BitSet();
    for (int value = 0; value < 256; value++) {
      String piece = byteLevel ? ByteLevelAlphabet.letter(value) : SentencePieces.byteToken(value);
      unknown.set(value, !vocabulary.has(piece));
    }
    boolean fallback = tokenizer.at("/model/byte_fallback").asBoolean();
    if (!byteLevel && !(fallback && unknown.isEmpty())) {
      unknown.set(0, 256);
    }
    return unknown;
  }
}
