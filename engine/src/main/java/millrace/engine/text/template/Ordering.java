package millrace.engine.text.template;

import java.util.List;

/** Python's {@code <}, {@code <=}, {@code >} and {@code >=}, and sorting by them. */
final class Ordering {
  private Ordering() {}

  static boolean holds(String relation, Object left, Object right, Budget budget) {
    if (PythonNumbers.isNaN(left) || PythonNumbers.isNaN(right)) {
      checkComparable(relation, left, right);
      return false;
    }
    int order = compare(relation, left, right, budget);
    return switch (relation) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static void checkComparable(String relation, Object left, Object right) {
    if (!PythonNumbers.isNumber(left) || !PythonNumbers.isNumber(right)) {
      throw Operators.unsupported(relation, left, right);
    }
  }

  /** Negative, 0 or positive; values of different kinds cannot be compared. */
  static int compare(String relation, Object left, Object right, Budget budget) {
    budget.enter();
    int order;
    if (PythonText.isString(left) && PythonText.isString(right)) {
      order = CodePoints.compare(PythonText.characters(left), PythonText.characters(right));
    } else if (left instanceof List<?> a && right instanceof List<?> b) {
      order = items(relation, a, b, budget);
    } else if (left instanceof Tuple a && right instanceof Tuple b) {
      order = items(relation, a.items(), b.items(), budget);
    } else {
      checkComparable(relation, left, right);
      order = PythonNumbers.compare(left, right);
    }
    budget.leave();
    return order;
  }

  private static int items(String relation, List<?> left, List<?> right, Budget budget) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!Equality.equal(left.get(i), right.get(i), budget)) {
        return compare(relation, left.get(i), right.get(i), budget);
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
