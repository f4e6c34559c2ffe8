package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Filters that make numbers. */
final class NumberFilters {
  static final Map<String, Filter> FILTERS =
      Map.of(
          "abs", Filter.of("abs", NumberFilters::absolute),
          "int", Filter.of("int", NumberFilters::integer, "default?", "base?"),
          "float", Filter.of("float", NumberFilters::real, "default?"),
          "round", Filter.of("round", NumberFilters::round, "precision?", "method?"),
          "sum", Filter.of("sum", NumberFilters::sum, "attribute?", "start?"));

  private static final int MOST_PLACES = 400;

  private NumberFilters() {}

  private static Object absolute(Object value, Bound arguments, Evaluation e) {
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    if (!PythonNumbers.isIntegral(value)) {
      throw Operators.unsupported("abs", value, 0L);
    }
    return PythonNumbers.normal(PythonNumbers.integer(value).abs());
  }

  private static Object integer(Object value, Bound arguments, Evaluation e) {
    Number whole = Conversions.integer(value, arguments.integer(1, 10));
    if (whole != null) {
      return whole;
    }
    Double real = Conversions.real(value);
    return real != null && Double.isFinite(real)
        ? Conversions.truncate(real)
        : arguments.get(0, 0L);
  }

  private static Object real(Object value, Bound arguments, Evaluation e) {
    Double real = Conversions.real(value);
    return real != null ? real : arguments.get(0, 0.0);
  }

  private static Object round(Object value, Bound arguments, Evaluation e) {
    int precision = arguments.integer(0, 0);
    String method = arguments.has(1) ? arguments.text(1) : "common";
    if (!PythonNumbers.isNumber(value)) {
      throw Operators.unsupported("round", value, 0L);
    }
    if (Math.abs(precision) > MOST_PLACES) {
      throw new TemplateFault("round, precision " + precision + ", limit " + MOST_PLACES);
    }
    return switch (method) {
      case "common" -> common(value, precision);
      case "ceil", "floor" -> directed(value, precision, method.equals("ceil"));
      default -> throw new TemplateFault("round, '" + method + "', must be common, ceil or floor");
    };
  }

  /** Half to even, on the exact value; an integer stays one. */
  private static Object common(Object value, int precision) {
    if (value instanceof Double number) {
      if (!Double.isFinite(number)) {
        return number;
      }
      double rounded =
          new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
      return Math.copySign(rounded, number);
    }
    BigDecimal exact = new BigDecimal(PythonNumbers.integer(value));
    return PythonNumbers.normal(
        precision >= 0
            ? exact.toBigInteger()
            : exact.setScale(precision, RoundingMode.HALF_EVEN).toBigInteger());
  }

  private static Object directed(Object value, int precision, boolean up) {
    double factor = Math.pow(10, precision);
    double scaled = PythonNumbers.real(value) * factor;
    Number whole = Conversions.truncate(up ? Math.ceil(scaled) : Math.floor(scaled));
    return PythonNumbers.real(whole) / factor;
  }

  private static Object sum(Object value, Bound arguments, Evaluation e) {
    AttributePath path = AttributePath.of(arguments.orNull(0));
    Object total = arguments.get(1, 0L);
    if (PythonText.isString(total)) {
      throw TemplateFault.type("sum", total);
    }
    for (Object item : Iteration.list(value, e.budget())) {
      total = Operators.add(total, path.of(item, e), e.budget());
    }
    return total;
  }
}
