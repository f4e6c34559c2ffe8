package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a caller's variables into the values that templates work on, so that nothing of the host
 * reaches a template and nothing the caller does later is seen.
 */
final class Inputs {
  private final Budget budget;

  Inputs(Budget budget) {
    this.budget = budget;
  }

  /**
   * The value as null, Boolean, Long, BigInteger, Double, String, List or Map.
   *
   * @param path of the value, for messages
   */
  Object value(Object value, String path) {
    budget.enter();
    Object copy = copy(value, path);
    budget.leave();
    return copy;
  }

  private Object copy(Object value, String path) {
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number, path);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key(key, path), value(item, path + "." + key)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object item : list) {
        copy.add(value(item, path + "[" + copy.size() + "]"));
      }
      return copy;
    }
    throw unsupported(value, path);
  }

  private static Object number(Number number, String path) {
    if (number instanceof Double) {
      return number;
    }
    if (number instanceof Float || number instanceof BigDecimal) {
      return Double.valueOf(number.toString());
    }
    if (number instanceof BigInteger big) {
      return PythonNumbers.normal(big);
    }
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      return number.longValue();
    }
    throw unsupported(number, path);
  }

  private static Object key(Object key, String path) {
    if (key instanceof String) {
      return key;
    }
    if (key instanceof Number number) {
      return number(number, path);
    }
    throw unsupported(key, path);
  }

  private static TemplateFault unsupported(Object value, String path) {
    String type = value == null ? "null key" : value.getClass().getName();
    return new TemplateFault("variable '" + path + "', " + type + ", must be a JSON-like value");
  }
}
