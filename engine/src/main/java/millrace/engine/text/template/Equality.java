package millrace.engine.text.template;

import java.util.List;
import java.util.Map;

/** Python's {@code ==}; never Java's, which knows neither numbers nor limits. */
final class Equality {
  private Equality() {}

  static boolean equal(Object left, Object right, Budget budget) {
    budget.enter();
    boolean equal = compare(left, right, budget);
    budget.leave();
    return equal;
  }

  private static boolean compare(Object left, Object right, Budget budget) {
    if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
      boolean ordered = !PythonNumbers.isNaN(left) && !PythonNumbers.isNaN(right);
      return ordered && PythonNumbers.compare(left, right) == 0;
    }
    if (PythonText.isString(left) && PythonText.isString(right)) {
      return PythonText.characters(left).equals(PythonText.characters(right));
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return items(a, b, budget);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return items(a.items(), b.items(), budget);
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return dicts(a, b, budget);
    }
    if (left instanceof Range a && right instanceof Range b) {
      return a.size() == b.size() && (a.size() == 0 || a.equals(b));
    }
    return left == right || (left instanceof Undefined && right instanceof Undefined);
  }

  private static boolean items(List<?> left, List<?> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean dicts(Map<?, ?> left, Map<?, ?> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      if (!right.containsKey(entry.getKey())
          || !equal(entry.getValue(), right.get(entry.getKey()), budget)) {
        return false;
      }
    }
    return true;
  }
}
