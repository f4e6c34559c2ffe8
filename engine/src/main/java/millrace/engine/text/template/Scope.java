package millrace.engine.text.template;

import java.util.HashMap;
import java.util.Map;

/** The names of one block; a lookup goes on in the enclosing blocks, an assignment does not. */
final class Scope {
  private final Scope parent;
  private final Map<String, Object> names;

  /** The outermost scope, which sees the given variables but does not write to them. */
  Scope(Map<String, Object> variables) {
    this.parent = null;
    this.names = variables;
  }

  Scope(Scope parent) {
    this.parent = parent;
    this.names = new HashMap<>(4);
  }

  void set(String name, Object value) {
    names.put(name, value);
  }

  /** The value of that name, or an undefined value. */
  Object find(String name) {
    for (Scope at = this; at != null; at = at.parent) {
      Object value = at.names.get(name);
      if (value != null || at.names.containsKey(name)) {
        return value;
      }
    }
    return Undefined.name(name);
  }
}
