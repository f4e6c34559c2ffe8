package millrace.engine.text.template;

/** A function or method of the interpreter with a fixed signature. */
record Builtin(Signature signature, Body body) implements Callable {
  /** What it does with its arguments. */
  interface Body {
    Object call(Bound arguments, Evaluation e);
  }

  static Builtin of(String name, Body body, String... parameters) {
    return new Builtin(Signature.of(name, parameters), body);
  }

  @Override
  public Object call(Arguments arguments, Evaluation e) {
    return body.call(signature.bind(arguments), e);
  }
}
