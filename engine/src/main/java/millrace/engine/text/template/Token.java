package millrace.engine.text.template;

/**
 * A piece of template source.
 *
 * @param type what it is
 * @param text template text, name, operator, or the decoded string
 * @param number of INTEGER and FLOAT, else null
 * @param offset where it begins, in UTF-16 units of the normalised source
 */
record Token(Type type, String text, Number number, int offset) {
  enum Type {
    DATA("template data"),
    PRINT_BEGIN("begin of print statement"),
    PRINT_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    END("end of template");

    private final String description;

    Type(String description) {
      this.description = description;
    }
  }

  boolean isOperator(String operator) {
    return type == Type.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  /** For messages: the token as the author wrote it, or what it stands for. */
  String describe() {
    return switch (type) {
      case NAME, OPERATOR -> "'" + text + "'";
      case STRING -> "string '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
      case INTEGER, FLOAT -> String.valueOf(number);
      default -> type.description;
    };
  }
}
