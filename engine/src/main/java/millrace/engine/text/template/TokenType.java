package millrace.engine.text.template;

/** The kinds of {@link Token}. */
enum TokenType {
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

  TokenType(String description) {
    this.description = description;
  }

  /** For messages. */
  String description() {
    return description;
  }
}
