package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's {@code str()} of values, and what it takes for strings and whitespace. */
final class PythonText {
  private static final RoundingMode[] NEAREST_FIRST = {
    RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN
  };

  private PythonText() {}

  /** {@code str.isspace} of one character. */
  static boolean isSpace(int c) {
    return c == ' '
        || (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x1f)
        || c == 0x85
        || c == 0xa0
        || (c > 0xff && Character.isSpaceChar(c));
  }

  static boolean isString(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** The text of a String or Markup. */
  static String characters(Object string) {
    return string instanceof Markup markup ? markup.text() : (String) string;
  }

  /** {@code str(value)}. */
  static String string(Object value, Budget budget) {
    if (isString(value)) {
      return characters(value);
    }
    if (value instanceof Undefined) {
      return "";
    }
    Repr repr = new Repr(budget);
    repr.write(value);
    return repr.toString();
  }

  /** {@code repr} of a float: the shortest digits that read back as the same number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    return (value < 0 ? "-" : "") + layOut(digits, exponent);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      for (RoundingMode mode : NEAREST_FIRST) {
        BigDecimal rounded = exact.round(new MathContext(digits, mode));
        if (rounded.doubleValue() == value) {
          return rounded;
        }
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
  }

  private static String layOut(String digits, int exponent) {
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String sign = exponent < 0 ? "-" : "+";
      int size = Math.abs(exponent);
      return digits.charAt(0) + fraction + "e" + sign + (size < 10 ? "0" : "") + size;
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    if (digits.length() <= exponent + 1) {
      return digits + "0".repeat(exponent + 1 - digits.length()) + ".0";
    }
    return digits.substring(0, exponent + 1) + "." + digits.substring(exponent + 1);
  }
}
