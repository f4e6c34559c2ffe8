package millrace.engine.text;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.engine.api.ModelFileException;

/**
 * The {@code tokenizer.ggml.*} entries of a GGUF file, still unread beyond their types.
 *
 * @param source the file, for messages
 * @param modelName {@code general.name} or ""; some attributes of tokens depend on it
 * @param model {@code gpt2}, {@code llama}, …
 * @param pre name of the split pattern of {@code gpt2} vocabularies
 * @param pieces the tokens as written, by id
 * @param kinds the tokens' kinds, by id
 * @param scores the tokens' scores, by id; empty where the model needs none
 * @param merges pairs of pieces separated by a space, best first; empty where the model needs none
 * @param ids the ids with a role
 * @param addBos whether a prompt begins with the beginning-of-sequence token, where said
 * @param addSpacePrefix whether a text gets a space in front, where said
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record GgufVocabulary(
    String source,
    String modelName,
    String model,
    String pre,
    List<String> pieces,
    List<TokenKind> kinds,
    float[] scores,
    List<String> merges,
    RoleIds ids,
    Optional<Boolean> addBos,
    Optional<Boolean> addSpacePrefix) {

  /**
   * The ids that a file names for a role.
   *
   * @param bos beginning of a sequence
   * @param eos end of a sequence
   * @param unknown what the vocabulary cannot write
   * @param otherEnds further ids that end a completion: end of turn, end of message
   */
  public record RoleIds(
      OptionalInt bos, OptionalInt eos, OptionalInt unknown, List<Integer> otherEnds) {
    public RoleIds {
      Objects.requireNonNull(bos, "bos");
      Objects.requireNonNull(eos, "eos");
      Objects.requireNonNull(unknown, "unknown");
      otherEnds = List.copyOf(otherEnds);
    }
  }

  public GgufVocabulary {
    require(!pieces.isEmpty(), "tokenizer.ggml.tokens", 0, "at least one token", source);
    require(
        kinds.size() == pieces.size(),
        "length of tokenizer.ggml.token_type",
        kinds.size(),
        pieces.size() + " as of tokenizer.ggml.tokens",
        source);
    require(
        scores.length == 0 || scores.length == pieces.size(),
        "length of tokenizer.ggml.scores",
        scores.length,
        pieces.size() + " as of tokenizer.ggml.tokens",
        source);
    pieces = List.copyOf(pieces);
    kinds = List.copyOf(kinds);
    merges = List.copyOf(merges);
  }

  private static void require(
      boolean ok, String field, Object value, String expected, String source) {
    if (!ok) {
      throw new ModelFileException(
          "Cannot read vocabulary: "
              + field
              + ", "
              + value
              + ", expected "
              + expected
              + ", "
              + source);
    }
  }
}
