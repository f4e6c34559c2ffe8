package millrace.engine.text.template;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Jinja's tests. */
final class ValueTests {
  private static final Map<String, ValueTest> TESTS =
      Map.ofEntries(
          of("defined", value -> !(value instanceof Undefined)),
          of("undefined", value -> value instanceof Undefined),
          of("none", Objects::isNull),
          of("boolean", value -> value instanceof Boolean),
          of("true", value -> Boolean.TRUE.equals(value)),
          of("false", value -> Boolean.FALSE.equals(value)),
          of("integer", value -> PythonNumbers.isIntegral(value) && !(value instanceof Boolean)),
          of("float", value -> value instanceof Double),
          of("number", PythonNumbers::isNumber),
          of("string", PythonText::isString),
          of("mapping", value -> value instanceof Map),
          of("sequence", ValueTests::isSequence),
          of("iterable", Iteration::isIterable),
          of("callable", value -> value instanceof Callable || value instanceof Undefined),
          of("escaped", value -> value instanceof Markup),
          of("odd", value -> remainder(value, 2L) == 1),
          of("even", value -> remainder(value, 2L) == 0),
          of("filter", value -> isKnown(value, name -> Filters.named(name) != null)),
          of("test", value -> isKnown(value, name -> named(name) != null)),
          entry("lower", (v, a, e) -> StringCase.isLower(PythonText.string(v, e.budget()))),
          entry("upper", (v, a, e) -> StringCase.isUpper(PythonText.string(v, e.budget()))),
          with("divisibleby", (value, number, budget) -> remainder(value, number) == 0),
          with("sameas", (value, other, budget) -> isSame(value, other)),
          with("in", (value, container, budget) -> Operators.contains(container, value, budget)),
          relation("==", "=="),
          relation("eq", "=="),
          relation("equalto", "=="),
          relation("!=", "!="),
          relation("ne", "!="),
          relation("<", "<"),
          relation("lt", "<"),
          relation("lessthan", "<"),
          relation("<=", "<="),
          relation("le", "<="),
          relation(">", ">"),
          relation("gt", ">"),
          relation("greaterthan", ">"),
          relation(">=", ">="),
          relation("ge", ">="));

  private ValueTests() {}

  /** The test of that name, or null. */
  static ValueTest named(String name) {
    return TESTS.get(name);
  }

  /** Fails when it is reached. */
  static ValueTest missing(String name) {
    return (value, arguments, e) -> {
      throw new TemplateFault("test '" + name + "', is not known");
    };
  }

  private static Map.Entry<String, ValueTest> of(String name, Predicate<Object> predicate) {
    Signature signature = Signature.of(name);
    return entry(
        name,
        (value, arguments, e) -> {
          signature.bind(arguments);
          return predicate.test(value);
        });
  }

  private static Map.Entry<String, ValueTest> with(String name, Operators.Relation relation) {
    Signature signature = Signature.of(name, "other");
    return entry(
        name,
        (value, arguments, e) ->
            relation.holds(value, signature.bind(arguments).get(0), e.budget()));
  }

  private static Map.Entry<String, ValueTest> relation(String name, String operator) {
    return with(name, Operators.RELATIONS.get(operator));
  }

  private static boolean isSequence(Object value) {
    return PythonText.isString(value)
        || value instanceof List
        || value instanceof Tuple
        || value instanceof Map
        || value instanceof Range
        || value instanceof Undefined;
  }

  private static boolean isSame(Object value, Object other) {
    boolean scalar = Access.isKey(value) && Access.isKey(other);
    return scalar ? Objects.equals(value, other) : value == other;
  }

  private static boolean isKnown(Object name, Predicate<String> lookup) {
    return PythonText.isString(name) && lookup.test(PythonText.characters(name));
  }

  private static double remainder(Object value, Object divisor) {
    if (!PythonNumbers.isNumber(value) || !PythonNumbers.isNumber(divisor)) {
      throw Operators.unsupported("%", value, divisor);
    }
    return PythonNumbers.real(PythonNumbers.modulo(value, divisor));
  }
}
