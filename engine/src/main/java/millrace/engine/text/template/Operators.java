package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's operators on values. */
final class Operators {
  /** The comparisons by how they are written. */
  static final Map<String, Relation> RELATIONS =
      Map.of(
          "==", Equality::equal,
          "!=", (left, right, budget) -> !equal(left, right, budget),
          "<", (left, right, budget) -> Ordering.holds("<", left, right, budget),
          "<=", (left, right, budget) -> Ordering.holds("<=", left, right, budget),
          ">", (left, right, budget) -> Ordering.holds(">", left, right, budget),
          ">=", (left, right, budget) -> Ordering.holds(">=", left, right, budget));

  /** An arithmetic operator. */
  interface Binary {
    Object apply(Object left, Object right, Budget budget);
  }

  /** A comparison. */
  interface Relation {
    boolean holds(Object left, Object right, Budget budget);
  }

  private Operators() {}

  static boolean equal(Object left, Object right, Budget budget) {
    return Equality.equal(left, right, budget);
  }

  static Object add(Object left, Object right, Budget budget) {
    if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
      return PythonNumbers.add(left, right);
    }
    if (PythonText.isString(left) && PythonText.isString(right)) {
      return join(left, right, budget);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return joined(a, b, budget);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return new Tuple(joined(a.items(), b.items(), budget));
    }
    throw unsupported("+", left, right);
  }

  /** Two strings; when one is Markup, the other is escaped. */
  static Object join(Object left, Object right, Budget budget) {
    if (left instanceof Markup || right instanceof Markup) {
      String text = Markup.escape(left, budget).text().concat(Markup.escape(right, budget).text());
      budget.text(text.length());
      return new Markup(text);
    }
    String a = (String) left;
    String b = (String) right;
    budget.text((long) a.length() + b.length());
    return a.concat(b);
  }

  private static List<Object> joined(List<?> left, List<?> right, Budget budget) {
    budget.charge((long) left.size() + right.size());
    List<Object> all = new ArrayList<>(left.size() + right.size());
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  static Object subtract(Object left, Object right, Budget budget) {
    checkNumbers("-", left, right);
    return PythonNumbers.subtract(left, right);
  }

  static Object multiply(Object left, Object right, Budget budget) {
    if (PythonNumbers.isIntegral(right) && isRepeatable(left)) {
      return repeat(left, right, budget);
    }
    if (PythonNumbers.isIntegral(left) && isRepeatable(right)) {
      return repeat(right, left, budget);
    }
    checkNumbers("*", left, right);
    return PythonNumbers.multiply(left, right);
  }

  private static boolean isRepeatable(Object value) {
    return PythonText.isString(value) || value instanceof List || value instanceof Tuple;
  }

  private static Object repeat(Object value, Object times, Budget budget) {
    int count = Math.max(0, Slicing.index(times, "repeat"));
    if (PythonText.isString(value)) {
      String text = PythonText.characters(value);
      budget.text((long) text.length() * count);
      return Strings.like(value, text.repeat(text.isEmpty() ? 0 : count));
    }
    List<?> items = value instanceof Tuple tuple ? tuple.items() : (List<?>) value;
    budget.charge((long) items.size() * count);
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return value instanceof Tuple ? new Tuple(all) : all;
  }

  static Object divide(Object left, Object right, Budget budget) {
    checkNumbers("/", left, right);
    return PythonNumbers.divide(left, right);
  }

  static Object floorDivide(Object left, Object right, Budget budget) {
    checkNumbers("//", left, right);
    return PythonNumbers.floorDivide(left, right);
  }

  static Object modulo(Object left, Object right, Budget budget) {
    if (PythonText.isString(left)) {
      return PercentFormat.format(left, right, budget);
    }
    checkNumbers("%", left, right);
    return PythonNumbers.modulo(left, right);
  }

  static Object power(Object left, Object right, Budget budget) {
    checkNumbers("**", left, right);
    budget.charge(16);
    return PythonNumbers.power(left, right);
  }

  private static void checkNumbers(String operator, Object left, Object right) {
    if (!PythonNumbers.isNumber(left) || !PythonNumbers.isNumber(right)) {
      throw unsupported(operator, left, right);
    }
  }

  static TemplateFault unsupported(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      return undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      return undefined.fault();
    }
    return TemplateFault.type("operator " + operator, left, right);
  }

  /** {@code value in container}. */
  static boolean contains(Object container, Object value, Budget budget) {
    if (PythonText.isString(container)) {
      if (!PythonText.isString(value)) {
        throw TemplateFault.type("operator in", value, container);
      }
      String text = PythonText.characters(container);
      budget.text(text.length());
      return text.contains(PythonText.characters(value));
    }
    if (container instanceof Map<?, ?> map) {
      return Access.hasKey(map, value);
    }
    if (container == null || PythonNumbers.isNumber(container) || container instanceof Callable) {
      throw TemplateFault.type("operator in", value, container);
    }
    Iterator<Object> items = Iteration.iterate(container, budget);
    while (items.hasNext()) {
      budget.charge(1);
      if (equal(items.next(), value, budget)) {
        return true;
      }
    }
    return false;
  }
}
