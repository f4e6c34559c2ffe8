package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;

/** A dotted path such as {@code function.name} or {@code 0.id}; may be empty. */
record AttributePath(List<Object> parts) {
  /** From a filter's argument: a string, an integer, or null for the item itself. */
  static AttributePath of(Object attribute) {
    if (attribute == null) {
      return new AttributePath(List.of());
    }
    if (!PythonText.isString(attribute)) {
      return new AttributePath(List.of(attribute));
    }
    List<Object> parts = new ArrayList<>();
    for (String part : PythonText.characters(attribute).split("\\.", -1)) {
      boolean number = part.length() < 9 && StringCase.all(part, c -> c >= '0' && c <= '9');
      parts.add(number ? (Object) Long.parseLong(part) : part);
    }
    return new AttributePath(parts);
  }

  Object of(Object item, Evaluation e) {
    return of(item, null, e);
  }

  /** The value there; {@code otherwise}, unless null, stands for what is undefined on the way. */
  Object of(Object item, Object otherwise, Evaluation e) {
    Object value = item;
    for (Object part : parts) {
      value = Access.item(value, part, e.budget());
      if (otherwise != null && value instanceof Undefined) {
        value = otherwise;
      }
    }
    return value;
  }
}
