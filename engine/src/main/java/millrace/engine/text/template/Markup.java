package millrace.engine.text.template;

/**
 * Text that {@code safe} or {@code escape} marked: a string, except that what is added to it by an
 * operator is HTML-escaped first (markupsafe.Markup).
 */
record Markup(String text) {
  /** As markupsafe.escape: {@code &}, {@code <}, {@code >}, {@code '} and {@code "}. */
  static Markup escape(Object value, Budget budget) {
    if (value instanceof Markup markup) {
      return markup;
    }
    String plain = PythonText.string(value, budget);
    budget.text(plain.length());
    StringBuilder escaped = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\'' -> escaped.append("&#39;");
        case '"' -> escaped.append("&#34;");
        default -> escaped.append(c);
      }
    }
    return new Markup(escaped.toString());
  }
}
