package millrace.engine.text.template;

/** A value that a template can call. */
interface Callable {
  Object call(Arguments arguments, Evaluation e);
}
