package millrace.engine.text.template;

/** Arguments in the order of a {@link Signature}. */
final class Bound {
  static final Object ABSENT = new Object();

  private final String callee;
  private final Object[] values;

  Bound(String callee, Object[] values) {
    this.callee = callee;
    this.values = values;
  }

  boolean has(int index) {
    return values[index] != ABSENT;
  }

  Object get(int index) {
    return values[index];
  }

  Object get(int index, Object otherwise) {
    return has(index) ? values[index] : otherwise;
  }

  /** The argument, or null when it is absent or None. */
  Object orNull(int index) {
    return get(index, null);
  }

  boolean truth(int index) {
    return has(index) && Iteration.truth(values[index]);
  }

  /** An integer within the range of int, which is more than any string or list can have. */
  int integer(int index, int otherwise) {
    if (!has(index)) {
      return otherwise;
    }
    return Slicing.index(values[index], callee);
  }

  /** A string. */
  String text(int index) {
    if (PythonText.isString(values[index])) {
      return PythonText.characters(values[index]);
    }
    throw new TemplateFault(
        callee + ", " + TypeNames.of(values[index]) + ", the argument must be a string");
  }

  /** A string; null when it is absent or None. */
  String textOrNull(int index) {
    return orNull(index) == null ? null : text(index);
  }
}
