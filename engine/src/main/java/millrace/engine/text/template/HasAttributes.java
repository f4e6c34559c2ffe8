package millrace.engine.text.template;

/** A value of the interpreter with attributes of its own. */
interface HasAttributes {
  /** The attribute of that name, or undefined. */
  Object attribute(String name);
}
