package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** Python's {@code int()} and {@code float()}. */
final class Conversions {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d[\\d_]*+\\.?[\\d_]*+|\\.\\d[\\d_]*+)([eE][+-]?\\d[\\d_]*+)?");
  private static final int LONGEST = 2 * PythonNumbers.MOST_DIGITS;

  private Conversions() {}

  /** The integer part. */
  static Number truncate(double value) {
    if (!Double.isFinite(value)) {
      throw new TemplateFault("int, " + PythonText.number(value) + ", must be finite");
    }
    return PythonNumbers.normal(new BigDecimal(value).toBigInteger());
  }

  /** {@code int(value)}, or null where Python raises TypeError or ValueError. */
  static Number integer(Object value, int base) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (value instanceof Double number) {
      return number.isNaN() ? null : truncate(number);
    }
    if (PythonNumbers.isIntegral(value)) {
      return PythonNumbers.normal(PythonNumbers.integer(value));
    }
    return PythonText.isString(value) ? parsed(PythonText.characters(value), base) : null;
  }

  private static Number parsed(String text, int base) {
    String digits = StringTrim.strip(text, null).toLowerCase(Locale.ROOT);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    digits = StringTrim.removePrefix(digits, prefix);
    boolean valid = base >= 2 && base <= 36 && digits.length() <= PythonNumbers.MOST_DIGITS;
    if (!valid || !hasDigitsOnly(digits, base)) {
      return null;
    }
    BigInteger value = new BigInteger(digits.replace("_", ""), base);
    return PythonNumbers.normal(negative ? value.negate() : value);
  }

  private static boolean hasDigitsOnly(String digits, int base) {
    boolean underscores = digits.startsWith("_") || digits.endsWith("_") || digits.contains("__");
    return !digits.isEmpty()
        && !underscores
        && digits.chars().allMatch(c -> c == '_' || Character.digit(c, base) >= 0);
  }

  /** {@code float(value)}, or null where Python raises TypeError or ValueError. */
  static Double real(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (PythonNumbers.isNumber(value)) {
      return PythonNumbers.real(value);
    }
    return PythonText.isString(value) ? parsedReal(PythonText.characters(value)) : null;
  }

  private static Double parsedReal(String text) {
    String number = StringTrim.strip(text, null).toLowerCase(Locale.ROOT);
    boolean negative = number.startsWith("-");
    switch (negative || number.startsWith("+") ? number.substring(1) : number) {
      case "inf", "infinity" -> {
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
      case "nan" -> {
        return Double.NaN;
      }
      default -> {
        boolean valid = number.length() <= LONGEST && DECIMAL.matcher(number).matches();
        return valid ? (Double) Double.parseDouble(number.replace("_", "")) : null;
      }
    }
  }
}
