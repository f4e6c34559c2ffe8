package millrace.engine.text;

/**
 * Decodes UTF-8 that arrives in parts. A character that is not complete yet is held back; each
 * maximal part of a character that turns out malformed becomes one U+FFFD.
 *
 * <p>The algorithm is the WHATWG Encoding Standard's UTF-8 decoder, section 8.1.1.
 */
final class Utf8Decoder {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int FIRST_CONTINUATION = 0x80;
  private static final int LAST_CONTINUATION = 0xBF;

  private int codePoint;
  private int missing;
  private int lower = FIRST_CONTINUATION;
  private int upper = LAST_CONTINUATION;

  /** Appends to {@code out} the characters that {@code bytes}, from {@code from} on, complete. */
  void decode(byte[] bytes, int from, StringBuilder out) {
    for (int i = from; i < bytes.length; i++) {
      int value = bytes[i] & 0xFF;
      if (missing == 0) {
        begin(value, out);
      } else if (value < lower || value > upper) {
        reset();
        out.append(REPLACEMENT);
        begin(value, out);
      } else {
        goOn(value, out);
      }
    }
  }

  /** Appends U+FFFD when the bytes so far ended inside a character. */
  void finish(StringBuilder out) {
    if (missing > 0) {
      reset();
      out.append(REPLACEMENT);
    }
  }

  private void begin(int value, StringBuilder out) {
    if (value < 0x80) {
      out.append((char) value);
    } else if (value >= 0xC2 && value <= 0xDF) {
      expect(1, value & 0x1F);
    } else if (value >= 0xE0 && value <= 0xEF) {
      expect(2, value & 0x0F);
      lower = value == 0xE0 ? 0xA0 : lower; // shorter forms exist
      upper = value == 0xED ? 0x9F : upper; // surrogates
    } else if (value >= 0xF0 && value <= 0xF4) {
      expect(3, value & 0x07);
      lower = value == 0xF0 ? 0x90 : lower; // shorter forms exist
      upper = value == 0xF4 ? 0x8F : upper; // beyond U+10FFFF
    } else {
      out.append(REPLACEMENT);
    }
  }

  private void goOn(int value, StringBuilder out) {
    lower = FIRST_CONTINUATION;
    upper = LAST_CONTINUATION;
    codePoint = (codePoint << 6) | (value & 0x3F);
    missing--;
    if (missing == 0) {
      out.appendCodePoint(codePoint);
    }
  }

  private void expect(int continuations, int bits) {
    missing = continuations;
    codePoint = bits;
  }

  private void reset() {
    missing = 0;
    lower = FIRST_CONTINUATION;
    upper = LAST_CONTINUATION;
  }
}
