package millrace.datasets;

/**
 * Lone surrogates: halves of a UTF-16 pair that stand alone. A Java string or a JSON escape can
 * hold them, UTF-8 cannot.
 */
public final class Surrogates {
  private static final char REPLACEMENT = '\uFFFD';

  private Surrogates() {}

  /** Index of the first lone surrogate, or -1. */
  public static int firstLone(String text) {
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (isSurrogate(codePoint)) {
        return at;
      }
      at += Character.charCount(codePoint);
    }
    return -1;
  }

  /** The text with U+FFFD in place of lone surrogates; for texts that are only shown. */
  public static String replaceLone(String text) {
    if (firstLone(text) < 0) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text.length());
    text.codePoints().forEach(c -> mended.appendCodePoint(isSurrogate(c) ? REPLACEMENT : c));
    return mended.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
