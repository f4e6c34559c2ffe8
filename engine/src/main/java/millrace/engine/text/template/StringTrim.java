package millrace.engine.text.template;

/** Cutting and padding of strings. */
final class StringTrim {
  private StringTrim() {}

  /** Without the given characters at both ends; null stands for whitespace. */
  static String strip(String text, String characters) {
    return stripStart(stripEnd(text, characters), characters);
  }

  static String stripStart(String text, String characters) {
    int start = 0;
    while (start < text.length() && matches(text.codePointAt(start), characters)) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static String stripEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && matches(text.codePointBefore(end), characters)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static boolean matches(int c, String characters) {
    return characters == null ? PythonText.isSpace(c) : characters.indexOf(c) >= 0;
  }

  static String removePrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  static String removeSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  static Object center(String text, Bound arguments, Evaluation e) {
    int missing = missing(text, arguments, e);
    int width = text.length() + missing;
    int before = missing / 2 + (missing & width & 1);
    return fill(arguments, before) + text + fill(arguments, missing - before);
  }

  static Object padStart(String text, Bound arguments, Evaluation e) {
    return fill(arguments, missing(text, arguments, e)) + text;
  }

  static Object padEnd(String text, Bound arguments, Evaluation e) {
    return text + fill(arguments, missing(text, arguments, e));
  }

  /** Zeros between the sign and the rest. */
  static Object fillZeros(String text, Bound arguments, Evaluation e) {
    int sign = !text.isEmpty() && "+-".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
    String zeros = "0".repeat(missing(text, arguments, e));
    return text.substring(0, sign) + zeros + text.substring(sign);
  }

  private static int missing(String text, Bound arguments, Evaluation e) {
    int width = arguments.integer(0, 0);
    e.budget().text(width);
    return Math.max(0, width - CodePoints.length(text));
  }

  private static String fill(Bound arguments, int count) {
    String fill = arguments.has(1) ? arguments.text(1) : " ";
    if (CodePoints.length(fill) != 1) {
      throw new TemplateFault("fill character, '" + fill + "', must be one character");
    }
    return fill.repeat(count);
  }
}
