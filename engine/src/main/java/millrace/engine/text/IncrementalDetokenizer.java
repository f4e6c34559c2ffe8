package millrace.engine.text;

import java.nio.charset.StandardCharsets;

/**
 * Turns token ids into text one at a time, in whole characters. The concatenation of everything
 * {@link #append} and {@link #finish} return is what {@link Tokenizer#decode} gives for all ids.
 *
 * <p>One instance per text; not safe for use by many threads.
 */
public final class IncrementalDetokenizer {
  private final Tokenizer tokenizer;
  private final SpecialTokensInText mode;
  private final Utf8Decoder decoder = new Utf8Decoder();
  private final StringBuilder text = new StringBuilder();
  private boolean atBeginning;

  private IncrementalDetokenizer(
      Tokenizer tokenizer, SpecialTokensInText mode, boolean atBeginning) {
    this.tokenizer = tokenizer;
    this.mode = mode;
    this.atBeginning = atBeginning;
  }

  /** For a text of its own. */
  public static IncrementalDetokenizer ofText(Tokenizer tokenizer, SpecialTokensInText mode) {
    return new IncrementalDetokenizer(tokenizer, mode, tokenizer.dropsLeadingSpace());
  }

  /**
   * For the completion of a prompt: gives what the text of prompt and completion together has more
   * than the text of the prompt, so a SentencePiece vocabulary's space before the first word stays.
   */
  public static IncrementalDetokenizer continuing(
      Tokenizer tokenizer, SpecialTokensInText mode, int[] promptIds) {
    IncrementalDetokenizer detokenizer = ofText(tokenizer, mode);
    for (int i = 0; detokenizer.atBeginning && i < promptIds.length; i++) {
      detokenizer.atBeginning = detokenizer.shownBytes(promptIds[i]).length == 0;
    }
    return detokenizer;
  }

  /** The next token's text; empty while it ends inside a character, which is then held back. */
  public String append(int id) {
    byte[] bytes = shownBytes(id);
    if (bytes.length == 0) {
      return "";
    }
    int from = atBeginning && bytes[0] == ' ' ? 1 : 0;
    atBeginning = false;
    decoder.decode(bytes, from, text);
    return take();
  }

  /** Ends the text: U+FFFD when it ended inside a character, else empty. */
  public String finish() {
    decoder.finish(text);
    return take();
  }

  private byte[] shownBytes(int id) {
    if (mode == SpecialTokensInText.KEEP && tokenizer.isSpecial(id)) {
      return tokenizer.piece(id).getBytes(StandardCharsets.UTF_8);
    }
    return tokenizer.bytes(id);
  }

  private String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }
}
