package millrace.engine.text.template;

/** A test: {@code value is name(arguments)}. */
interface ValueTest {
  boolean holds(Object value, Arguments arguments, Evaluation e);
}
