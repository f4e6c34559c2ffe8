package millrace.engine.text.template;

import java.util.List;
import java.util.Map;

/** {@code text % values}, after Python's printf-style formatting. */
final class PercentFormat {
  private final String format;
  private final Object argument;
  private final List<?> values;
  private final boolean escapes;
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;
  private boolean byName;

  private PercentFormat(Object format, Object argument, Budget budget) {
    this.format = PythonText.characters(format);
    this.escapes = format instanceof Markup;
    this.argument = argument;
    this.values =
        argument instanceof Tuple tuple ? tuple.items() : java.util.Arrays.asList(argument);
    this.budget = budget;
  }

  /** The formatted text, Markup when the format is. */
  static Object format(Object format, Object argument, Budget budget) {
    PercentFormat run = new PercentFormat(format, argument, budget);
    run.run();
    return Strings.like(format, run.out.toString());
  }

  private void run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
      } else {
        conversion();
      }
      budget.text(out.length() >> 6);
    }
    if (used < values.size() && !byName && !isSubscriptable(argument)) {
      throw new TemplateFault("format, not all arguments are used");
    }
  }

  /** What Python may take for a mapping, and so need not be used up. */
  private static boolean isSubscriptable(Object value) {
    return value instanceof Map
        || value instanceof List
        || value instanceof Range
        || value instanceof Undefined;
  }

  private void conversion() {
    String key = key();
    StringBuilder flags = new StringBuilder();
    while (at < format.length() && "#0- +".indexOf(format.charAt(at)) >= 0) {
      flags.append(format.charAt(at++));
    }
    int width = number(0);
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = number(0);
    }
    if (at >= format.length()) {
      throw new TemplateFault("format, '%' at the end, must have a conversion after it");
    }
    char type = format.charAt(at++);
    if (type == '%') {
      out.append('%');
      return;
    }
    out.append(converted(type, value(key), flags.toString(), width, precision));
  }

  private String key() {
    if (at >= format.length() || format.charAt(at) != '(') {
      return null;
    }
    int end = format.indexOf(')', at);
    if (end < 0) {
      throw new TemplateFault("format, '%(', must be closed by ')'");
    }
    String key = format.substring(at + 1, end);
    at = end + 1;
    return key;
  }

  private int number(int otherwise) {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      return Slicing.index(value(null), "format width");
    }
    int begin = at;
    while (at < format.length() && Character.isDigit(format.charAt(at)) && at - begin < 9) {
      at++;
    }
    return begin == at ? otherwise : Integer.parseInt(format.substring(begin, at));
  }

  private Object value(String key) {
    if (key != null) {
      if (!(argument instanceof Map<?, ?> map) || !map.containsKey(key)) {
        throw new TemplateFault("format, key '" + key + "', must be in a mapping");
      }
      byName = true;
      return map.get(key);
    }
    if (used >= values.size()) {
      throw new TemplateFault("format, not enough arguments");
    }
    return values.get(used++);
  }

  private String converted(char type, Object value, String flags, int width, int precision) {
    FormatSpec spec = FormatSpec.percent(flags, width, precision, type);
    return switch (type) {
      case 's' -> spec.text(cut(text(value), precision), budget);
      case 'r', 'a' -> spec.text(cut(repr(value), precision), budget);
      case 'c' -> spec.text(character(value), budget);
      case 'd', 'i', 'u', 'x', 'X', 'o' -> spec.integer(integer(type, value), budget);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> spec.real(number(type, value), budget);
      default -> throw new TemplateFault("format, '%" + type + "', is no known conversion");
    };
  }

  private String text(Object value) {
    return escapes ? Markup.escape(value, budget).text() : PythonText.string(value, budget);
  }

  private String repr(Object value) {
    Repr repr = new Repr(budget);
    repr.write(value);
    return repr.toString();
  }

  private static String cut(String text, int precision) {
    return precision < 0 || precision >= CodePoints.length(text)
        ? text
        : CodePoints.slice(text, 0, precision, 1);
  }

  private static String character(Object value) {
    if (PythonNumbers.isIntegral(value)) {
      return Character.toString(Slicing.index(value, "format %c") & 0x1fffff);
    }
    if (PythonText.isString(value) && Iteration.length(value) == 1) {
      return PythonText.characters(value);
    }
    throw TemplateFault.type("format %c", value);
  }

  private static Object integer(char type, Object value) {
    if (value instanceof Double number && "diu".indexOf(type) >= 0) {
      return Conversions.truncate(number);
    }
    if (!PythonNumbers.isIntegral(value)) {
      throw TemplateFault.type("format %" + type, value);
    }
    return value;
  }

  private static double number(char type, Object value) {
    if (!PythonNumbers.isNumber(value)) {
      throw TemplateFault.type("format %" + type, value);
    }
    return PythonNumbers.real(value);
  }
}
