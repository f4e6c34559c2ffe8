package millrace.engine.text.template;

/** Strings as Python sees them: sequences of code points, not of UTF-16 units. */
final class CodePoints {
  private CodePoints() {}

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The characters from {@code start} on, {@code count} of them, {@code step} apart. */
  static String slice(String text, int start, int count, int step) {
    if (isPlain(text) && step == 1) {
      return text.substring(start, start + count);
    }
    int[] points = text.codePoints().toArray();
    StringBuilder slice = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      slice.appendCodePoint(points[start + i * step]);
    }
    return slice.toString();
  }

  /** By code points, as Python compares strings. */
  static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
        return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
