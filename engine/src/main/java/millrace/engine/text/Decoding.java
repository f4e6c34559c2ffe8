package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import millrace.engine.api.ModelFileException;

/**
 * What the decoder of a {@code tokenizer.json} makes of a token.
 *
 * @param alphabet how tokens write text
 * @param dropsLeadingSpace whether a text loses the space it begins with
 */
record Decoding(Alphabet alphabet, boolean dropsLeadingSpace) {

  /** How tokens write text. */
  enum Alphabet {
    BYTE_LEVEL,
    SENTENCE_PIECE
  }

  static Decoding of(JsonNode decoder, Path file) {
    if (find(decoder, "ByteLevel") != null) {
      return new Decoding(Alphabet.BYTE_LEVEL, false);
    }
    JsonNode metaspace = find(decoder, "Metaspace");
    if (metaspace != null) {
      boolean never = metaspace.path("prepend_scheme").asText().equals("never");
      boolean prefix = metaspace.path("add_prefix_space").asBoolean(!never);
      return new Decoding(Alphabet.SENTENCE_PIECE, prefix && !never);
    }
    if (find(decoder, "ByteFallback") != null) {
      JsonNode strip = find(decoder, "Strip");
      boolean stripsSpace =
          strip != null
              && strip.path("content").asText().equals(" ")
              && strip.path("start").asInt() > 0;
      return new Decoding(Alphabet.SENTENCE_PIECE, stripsSpace);
    }
    throw new ModelFileException(
        "Cannot read tokenizer: decoder, "
            + decoder.path("type").asText("missing")
            + ", expected ByteLevel, Metaspace or ByteFallback, "
            + file);
  }

  /** The bytes that a token of the model's vocabulary stands for. */
  byte[] bytes(String piece) {
    return alphabet == Alphabet.BYTE_LEVEL
        ? ByteLevelAlphabet.toBytes(piece)
        : SentencePieces.toBytes(piece);
  }

  /** The decoder of that type, here or inside a sequence, or null. */
  private static JsonNode find(JsonNode decoder, String type) {
    if (decoder.path("type").asText().equals(type)) {
      return decoder;
    }
    for (JsonNode inner : decoder.path("decoders")) {
      JsonNode found = find(inner, type);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
