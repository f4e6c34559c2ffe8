package millrace.engine.text.template;

/** Decodes the escapes of Python string literals, as Jinja does through "unicode-escape". */
final class StringEscapes {
  private final String text;
  private final StringBuilder out;
  private int at;

  private StringEscapes(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length());
  }

  /** The decoded text, or null when an escape is malformed. An unknown escape stays as it is. */
  static String decode(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringEscapes escapes = new StringEscapes(text);
    return escapes.run() ? escapes.out.toString() : null;
  }

  private boolean run() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
      } else if (at >= text.length() || !escape(text.charAt(at++))) {
        return false;
      }
    }
    return true;
  }

  private boolean escape(char c) {
    switch (c) {
      case '\n' -> {}
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'a' -> out.append('\u0007');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(c);
      case 'x' -> {
        return hex(2);
      }
      case 'u' -> {
        return hex(4);
      }
      case 'U' -> {
        return hex(8);
      }
      case 'N' -> {
        return named();
      }
      default -> other(c);
    }
    return true;
  }

  private void other(char c) {
    if (c < '0' || c > '7') {
      out.append('\\').append(c);
      return;
    }
    int value = c - '0';
    for (int i = 0; i < 2 && at < text.length() && isOctal(text.charAt(at)); i++) {
      value = value * 8 + text.charAt(at++) - '0';
    }
    out.append((char) value);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private boolean hex(int digits) {
    if (at + digits > text.length()) {
      return false;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(text.charAt(at++), 16);
      if (digit < 0) {
        return false;
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      return false;
    }
    out.appendCodePoint((int) value);
    return true;
  }

  private boolean named() {
    int end = text.indexOf('}', at);
    if (end < 0 || text.charAt(at) != '{') {
      return false;
    }
    try {
      out.appendCodePoint(Character.codePointOf(text.substring(at + 1, end)));
    } catch (IllegalArgumentException e) {
      return false;
    }
    at = end + 1;
    return true;
  }
}
