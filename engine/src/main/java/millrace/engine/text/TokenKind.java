package millrace.engine.text;

import millrace.engine.api.ModelFileException;

/** The kinds of tokens in {@code tokenizer.ggml.token_type}, in the order of their numbers. */
public enum TokenKind {
  /** Nothing is said; counts as {@link #NORMAL}. */
  UNDEFINED,
  /** A part of text. */
  NORMAL,
  /** Stands for what the vocabulary cannot write; no part of the text. */
  UNKNOWN,
  /** Steers the model; no part of the text. */
  CONTROL,
  /** Text that is always one token. */
  USER_DEFINED,
  /** A hole in the vocabulary; stands for nothing. */
  UNUSED,
  /** One byte, written {@code <0x0A>}. */
  BYTE;

  private static final TokenKind[] BY_NUMBER = values();

  static TokenKind of(int number, int id, String source) {
    if (number < 0 || number >= BY_NUMBER.length) {
      throw new ModelFileException(
          "Cannot read vocabulary: tokenizer.ggml.token_type of token "
              + id
              + ", "
              + number
              + ", allowed 0 … "
              + (BY_NUMBER.length - 1)
              + ", "
              + source);
    }
    return BY_NUMBER[number];
  }
}
