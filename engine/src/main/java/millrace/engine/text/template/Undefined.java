package millrace.engine.text.template;

/**
 * What a missing name, attribute or item evaluates to: prints as nothing, is false and empty;
 * everything else with it is an error that says what was missing.
 *
 * @param message of that error
 */
record Undefined(String message) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined because(String message) {
    return new Undefined(message);
  }

  static Undefined attribute(Object target, String name) {
    return new Undefined(owner(target) + " has no attribute '" + name + "'");
  }

  static Undefined element(Object target, Object key) {
    String shown = key instanceof Long ? "element " + key : "such element";
    return new Undefined(owner(target) + " has no " + shown);
  }

  /** What the sandbox keeps from templates: private attributes, methods that change a value. */
  static Undefined unsafe(Object target, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + TypeNames.of(target) + "' object is unsafe");
  }

  private static String owner(Object target) {
    return target == null ? "None" : "'" + TypeNames.of(target) + " object'";
  }

  TemplateFault fault() {
    return new TemplateFault(message);
  }
}
