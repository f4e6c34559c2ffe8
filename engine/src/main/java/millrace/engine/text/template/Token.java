package millrace.engine.text.template;

/**
 * A piece of template source.
 *
 * @param type what it is
 * @param text template text, name, operator, or the decoded string
 * @param number of INTEGER and FLOAT, else null
 * @param offset where it begins, in UTF-16 units of the normalised source
 */
record Token(TokenType type, String text, Number number, int offset) {
  boolean isOperator(String operator) {
    return type == TokenType.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return type == TokenType.NAME && text.equals(name);
  }

  /** For messages: the token as the author wrote it, or what it stands for. */
  String describe() {
    return switch (type) {
      case NAME, OPERATOR -> "'" + text + "'";
      case STRING -> "string '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      case INTEGER, FLOAT -> String.valueOf(number);
      default -> type.description();
    };
  }
}
