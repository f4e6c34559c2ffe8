package millrace.engine.text.template;

/** A filter: {@code value | name(arguments)}. */
interface Filter {
  Object apply(Object value, Arguments arguments, Evaluation e);

  /** What a filter with a fixed signature does. */
  interface Body {
    Object apply(Object value, Bound arguments, Evaluation e);
  }

  static Filter of(String name, Body body, String... parameters) {
    Signature signature = Signature.of(name, parameters);
    return (value, arguments, e) -> body.apply(value, signature.bind(arguments), e);
  }
}
