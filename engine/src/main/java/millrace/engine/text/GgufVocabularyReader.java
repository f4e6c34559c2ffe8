package millrace.engine.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import millrace.engine.api.ModelFileException;
import millrace.engine.text.GgufVocabulary.RoleIds;
import millrace.engine.weights.GgufMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the {@code tokenizer.ggml.*} keys of a GGUF file. */
final class GgufVocabularyReader {
  private static final Logger LOG = LoggerFactory.getLogger(GgufVocabularyReader.class);
  private static final String PREFIX = "tokenizer.ggml.";

  private final GgufMetadata metadata;
  private final String source;

  private GgufVocabularyReader(GgufMetadata metadata) {
    this.metadata = metadata;
    this.source = "model " + metadata.findString("general.name").orElse("without a name");
  }

  static GgufVocabulary read(GgufMetadata metadata) {
    return new GgufVocabularyReader(metadata).vocabulary();
  }

  private GgufVocabulary vocabulary() {
    List<String> pieces = pieces();
    return new GgufVocabulary(
        source,
        metadata.findString("general.name").orElse(""),
        metadata.string(PREFIX + "model"),
        metadata.findString(PREFIX + "pre").orElseGet(this::preOfOldFiles),
        pieces,
        kinds(pieces.size()),
        metadata.findReals(PREFIX + "scores").orElse(new float[0]),
        metadata.findStrings(PREFIX + "merges").orElse(List.of()),
        roles(),
        metadata.findFlag(PREFIX + "add_bos_token"),
        metadata.findFlag(PREFIX + "add_space_prefix"));
  }

  private String preOfOldFiles() {
    if (metadata.string(PREFIX + "model").equals("gpt2")) {
      LOG.warn(
          "{} does not state tokenizer.ggml.pre, so words may be cut otherwise than in training;"
              + " convert the model again for exact tokens",
          source);
    }
    return "default";
  }

  /** The tokens; an empty one gets a name that no text contains by chance, as in llama.cpp. */
  private List<String> pieces() {
    List<String> pieces = new ArrayList<>(metadata.strings(PREFIX + "tokens"));
    for (int id = 0; id < pieces.size(); id++) {
      if (pieces.get(id).isEmpty()) {
        pieces.set(id, "[EMPTY_" + id + "]");
      }
    }
    return pieces;
  }

  private List<TokenKind> kinds(int count) {
    int[] numbers = metadata.findIntegers(PREFIX + "token_type").orElse(null);
    if (numbers == null) {
      return Collections.nCopies(count, TokenKind.NORMAL);
    }
    List<TokenKind> kinds = new ArrayList<>(numbers.length);
    for (int id = 0; id < numbers.length; id++) {
      kinds.add(TokenKind.of(numbers[id], id, source));
    }
    return kinds;
  }

  private RoleIds roles() {
    boolean sentencePiece = metadata.string(PREFIX + "model").equals("llama");
    return new RoleIds(
        id("bos_token_id", sentencePiece ? OptionalInt.of(1) : OptionalInt.empty()),
        id("eos_token_id", sentencePiece ? OptionalInt.of(2) : OptionalInt.empty()),
        id("unknown_token_id", sentencePiece ? OptionalInt.of(0) : OptionalInt.empty()),
        Stream.of("eot_token_id", "eom_token_id")
            .map(key -> id(key, OptionalInt.empty()))
            .filter(OptionalInt::isPresent)
            .map(OptionalInt::getAsInt)
            .toList());
  }

  /** An id; the converter writes -1 or 2^32 - 1 for none. */
  private OptionalInt id(String key, OptionalInt otherwise) {
    long value = metadata.findLongInteger(PREFIX + key).orElse(Long.MIN_VALUE);
    if (value == Long.MIN_VALUE) {
      return otherwise;
    }
    if (value == -1 || value == 0xFFFF_FFFFL) {
      return OptionalInt.empty();
    }
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new ModelFileException(
          "Cannot read vocabulary: "
              + PREFIX
              + key
              + ", "
              + value
              + ", expected a token id, "
              + source);
    }
    return OptionalInt.of((int) value);
  }
}
