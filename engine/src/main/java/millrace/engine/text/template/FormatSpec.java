package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * How one value is laid out: Python's format specification {@code
 * [[fill]align][sign][#][0][width][grouping][.precision][type]}.
 *
 * @param fill one character
 * @param align one of {@code < > ^ =}, or 0 for the default of the value's kind
 * @param sign one of {@code + -} or blank
 * @param alternate whether {@code #} was given
 * @param width least number of characters
 * @param grouping {@code ,} or {@code _} between thousands, or 0
 * @param precision digits, or -1
 * @param type the conversion, or 0
 */
record FormatSpec(
    String fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {

  /** The layout that printf-style flags ask for. */
  static FormatSpec percent(String flags, int width, int precision, char type) {
    boolean left = flags.contains("-") || width < 0;
    boolean zeros = flags.contains("0") && !left && "sra".indexOf(type) < 0;
    char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
    char kind = type == 'i' || type == 'u' ? 'd' : type;
    return new FormatSpec(
        zeros ? "0" : " ",
        left ? '<' : zeros ? '=' : '>',
        sign,
        flags.contains("#"),
        Math.abs(width),
        (char) 0,
        precision,
        kind);
  }

  /** {@code format(value, this)}. */
  String format(Object value, Budget budget) {
    if (PythonText.isString(value) && (type == 0 || type == 's')) {
      String text = PythonText.characters(value);
      boolean cut = precision >= 0 && precision < CodePoints.length(text);
      return text(cut ? CodePoints.slice(text, 0, precision, 1) : text, budget);
    }
    boolean realType = type != 0 && "eEfFgG%".indexOf(type) >= 0;
    if (value instanceof Double || (PythonNumbers.isNumber(value) && realType)) {
      if (type == 0 || realType) {
        return real(PythonNumbers.real(value), budget);
      }
    } else if (PythonNumbers.isIntegral(value) && precision < 0) {
      if (type == 'c') {
        return text(Character.toString(Slicing.index(value, "format") & 0xffff), budget);
      }
      if (type == 0 || "dxXobn".indexOf(type) >= 0) {
        return integer(value, budget);
      }
    }
    throw TemplateFault.type("format with type '" + (type == 0 ? "" : type) + "'", value);
  }

  String text(String text, Budget budget) {
    return padded("", text, '<', budget);
  }

  String integer(Object integral, Budget budget) {
    BigInteger value = PythonNumbers.integer(integral);
    int radix =
        switch (type) {
          case 'x', 'X' -> 16;
          case 'o' -> 8;
          case 'b' -> 2;
          default -> 10;
        };
    String digits = value.abs().toString(radix);
    if (precision > digits.length()) {
      budget.text(precision);
      digits = "0".repeat(precision - digits.length()) + digits;
    }
    String prefix = alternate && radix != 10 ? "0" + Character.toLowerCase(type) : "";
    String body = type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
    return padded(signOf(value.signum() < 0) + prefix, grouped(body), '>', budget);
  }

  String real(double value, Budget budget) {
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    String digits = Double.isFinite(value) ? finite(Math.abs(value), budget) : special(value);
    return padded(signOf(negative), digits, '>', budget);
  }

  private String special(double value) {
    String name = Double.isNaN(value) ? "nan" : "inf";
    return Character.isUpperCase(type) ? name.toUpperCase(Locale.ROOT) : name;
  }

  private String finite(double value, Budget budget) {
    int digits = precision < 0 ? 6 : precision;
    budget.text(digits);
    return switch (type) {
      case 'f', 'F' -> grouped(fixed(value, digits));
      case '%' -> grouped(fixed(value * 100, digits)) + "%";
      case 'e', 'E' -> scientific(value, digits);
      case 'g', 'G' -> general(value, Math.max(1, digits));
      default -> grouped(precision < 0 ? PythonText.number(value) : shortGeneral(value));
    };
  }

  private static String fixed(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private String scientific(double value, int digits) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    String all = rounded.unscaledValue().toString();
    int exponent = value == 0 ? 0 : all.length() - 1 - rounded.scale();
    String padded = value == 0 ? "0" : all;
    String fraction = padded.substring(1) + "0".repeat(Math.max(0, digits + 1 - padded.length()));
    return padded.charAt(0)
        + (digits > 0 ? "." + fraction.substring(0, digits) : "")
        + (Character.isUpperCase(type) ? "E" : "e")
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private String general(double value, int digits) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      String text = scientific(value, digits - 1);
      int e = text.toLowerCase(Locale.ROOT).indexOf('e');
      return withoutZeros(text.substring(0, e)) + text.substring(e);
    }
    return grouped(
        withoutZeros(
            rounded
                .setScale(Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN)
                .toPlainString()));
  }

  /** No type but a precision: as g, with at least one digit after the point. */
  private String shortGeneral(double value) {
    String text = general(value, Math.max(1, precision));
    return text.contains(".") || text.contains("e") ? text : text + ".0";
  }

  private String withoutZeros(String text) {
    if (alternate || text.indexOf('.') < 0) {
      return text;
    }
    String cut = StringTrim.stripEnd(text, "0");
    return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
  }

  private String signOf(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String grouped(String digits) {
    if (grouping == 0) {
      return digits;
    }
    int size = "xXob".indexOf(type) > 0 ? 4 : 3;
    int end = 0;
    while (end < digits.length() && Character.isLetterOrDigit(digits.charAt(end))) {
      end++;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int i = end - size; i > 0; i -= size) {
      out.insert(i, grouping);
    }
    return out.toString();
  }

  private String padded(String sign, String body, char defaultAlign, Budget budget) {
    int length = CodePoints.length(sign) + CodePoints.length(body);
    budget.text(Math.max(width, length));
    int missing = Math.max(0, width - length);
    char side = align == 0 ? defaultAlign : align;
    int before = side == '>' ? missing : side == '^' ? missing / 2 : 0;
    String between = side == '=' ? fill.repeat(missing) : "";
    int after = side == '<' || side == '^' ? missing - before : 0;
    return fill.repeat(before) + sign + between + body + fill.repeat(after);
  }
}
