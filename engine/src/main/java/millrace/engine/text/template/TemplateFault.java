package millrace.engine.text.template;

/**
 * Ends a rendering. Never caught inside a template; carries no stack trace, the template's line.
 */
final class TemplateFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateFault(String message) {
    super(message, null, false, false);
  }

  static TemplateFault type(String operation, Object... values) {
    StringBuilder types = new StringBuilder();
    for (Object value : values) {
      types.append(types.isEmpty() ? "" : " and ").append(TypeNames.of(value));
    }
    return new TemplateFault(operation + ", " + types + ", not supported between such values");
  }
}
