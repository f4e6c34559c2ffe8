package millrace.engine.text;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns text into the token ids of one model, and ids into text. Immutable; safe for use by many
 * threads. Made by {@link Tokenizers}.
 *
 * <p>Ids are 0 … {@link #vocabularySize()} - 1. Models may have more embedding rows than the
 * vocabulary has tokens; an id beyond the vocabulary stands for no text and is not special.
 */
public interface Tokenizer {

  /**
   * Waits until texts can be encoded; that is prepared beside the caller's work since the tokenizer
   * was made.
   *
   * @throws millrace.engine.api.ModelFileException when the vocabulary is none that can be used
   */
  void requireUsable();

  /**
   * The ids of a text. No beginning- or end-of-sequence token is added; see {@link #beginIds()}.
   *
   * @throws millrace.engine.api.RowException INVALID_TEXT when the text contains a lone surrogate
   */
  int[] encode(String text, SpecialTokens mode);

  /**
   * A number of tokens that {@link #encode} gives at least, from the length of the text alone: a
   * text that cannot fit need not be encoded. 0 where the vocabulary does not allow such a bound.
   */
  int fewestTokens(String text, SpecialTokens mode);

  /**
   * The bytes of UTF-8 text that a token stands for, which may begin or end inside a character;
   * empty for special tokens. The caller must not write into the array.
   */
  byte[] bytes(int id);

  /** The token as the vocabulary writes it, for example {@code Ġthe} or {@code <|im_end|>}. */
  String piece(int id);

  /** True for control tokens, which are no part of the text. */
  boolean isSpecial(int id);

  /** Number of tokens: one more than the largest id. */
  int vocabularySize();

  /** The id of a token as the vocabulary writes it. */
  OptionalInt idOf(String piece);

  /** The ids to put before a prompt when the model asks for a beginning-of-sequence token. */
  int[] beginIds();

  /** The ids that end a completion, ascending. */
  int[] endIds();

  /** The written form of the beginning-of-sequence token, for chat templates. */
  Optional<String> bosPiece();

  /** The written form of the end-of-sequence token, for chat templates. */
  Optional<String> eosPiece();

  /**
   * True when the vocabulary writes a space before the first word of every text (SentencePiece), so
   * that decoding drops it from the beginning of the text.
   */
  boolean dropsLeadingSpace();

  /**
   * The text of the ids. Bytes that are no valid UTF-8 become U+FFFD, one for each maximal part of
   * a character (the Unicode standard's and WHATWG's practice).
   */
  default String decode(int[] ids, SpecialTokensInText mode) {
    IncrementalDetokenizer detokenizer = IncrementalDetokenizer.ofText(this, mode);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(detokenizer.append(id));
    }
    return text.append(detokenizer.finish()).toString();
  }
}
