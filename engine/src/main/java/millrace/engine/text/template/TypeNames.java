package millrace.engine.text.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Python's names of the types of values, for messages. */
final class TypeNames {
  private TypeNames() {}

  static String of(Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof Map) {
      return "dict";
    }
    if (value instanceof DictView view) {
      return view.name();
    }
    if (value instanceof Tuple || value instanceof Range || value instanceof Generator) {
      return value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Callable && !(value instanceof Macro) && !(value instanceof LoopState)) {
      return "function";
    }
    return value.getClass().getSimpleName();
  }
}
