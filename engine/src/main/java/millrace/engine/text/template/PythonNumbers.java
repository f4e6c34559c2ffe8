package millrace.engine.text.template;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Python's numbers: integers of any size (here up to {@link #MOST_BITS}), held as Long where they
 * fit, floats as Double; booleans count as 0 and 1.
 */
final class PythonNumbers {
  static final int MOST_BITS = 4096;
  static final int MOST_DIGITS = 1000;

  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private PythonNumbers() {}

  /** An integer as Long when it fits, else as it is. */
  static Number normal(BigInteger value) {
    if (value.bitLength() > MOST_BITS) {
      throw new TemplateFault(
          "integer, " + value.bitLength() + " bits, over the limit of " + MOST_BITS);
    }
    return value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0
        ? (Number) value.longValue()
        : value;
  }

  static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  /** True for integers, and for booleans, which Python takes for integers. */
  static boolean isIntegral(Object value) {
    return isNumber(value) && !(value instanceof Double);
  }

  static BigInteger integer(Object integral) {
    if (integral instanceof BigInteger big) {
      return big;
    }
    return BigInteger.valueOf(
        integral instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) integral).longValue());
  }

  static double real(Object number) {
    if (number instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    double value = ((Number) number).doubleValue();
    if (number instanceof BigInteger && Double.isInfinite(value)) {
      throw new TemplateFault("integer, too large to convert to float");
    }
    return value;
  }

  static Object negate(Object value) {
    if (value instanceof Double number) {
      return -number;
    }
    return normal(integer(signed("-", value)).negate());
  }

  static Object positive(Object value) {
    return value instanceof Double ? value : normal(integer(signed("+", value)));
  }

  private static Object signed(String operator, Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!isNumber(value)) {
      throw TemplateFault.type("unary " + operator, value);
    }
    return value;
  }

  static Object add(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      long sum = a + b;
      if (((a ^ sum) & (b ^ sum)) >= 0) {
        return sum;
      }
    }
    return isIntegral(left) && isIntegral(right)
        ? normal(integer(left).add(integer(right)))
        : (Object) (real(left) + real(right));
  }

  static Object subtract(Object left, Object right) {
    return isIntegral(left) && isIntegral(right)
        ? normal(integer(left).subtract(integer(right)))
        : (Object) (real(left) - real(right));
  }

  static Object multiply(Object left, Object right) {
    return isIntegral(left) && isIntegral(right)
        ? normal(integer(left).multiply(integer(right)))
        : (Object) (real(left) * real(right));
  }

  static Object divide(Object left, Object right) {
    checkDivisor(right);
    return real(left) / real(right);
  }

  /** Rounds towards minus infinity. */
  static Object floorDivide(Object left, Object right) {
    checkDivisor(right);
    if (isIntegral(left) && isIntegral(right)) {
      BigInteger[] parts = integer(left).divideAndRemainder(integer(right));
      boolean below = parts[1].signum() != 0 && parts[1].signum() != integer(right).signum();
      return normal(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }
    double remainder = modulo(real(left), real(right));
    double quotient = (real(left) - remainder) / real(right);
    return quotient == 0 ? Math.copySign(0, real(left) / real(right)) : Math.rint(quotient);
  }

  /** The remainder has the sign of the divisor. */
  static Object modulo(Object left, Object right) {
    checkDivisor(right);
    if (isIntegral(left) && isIntegral(right)) {
      BigInteger remainder = integer(left).remainder(integer(right));
      boolean other = remainder.signum() != 0 && remainder.signum() != integer(right).signum();
      return normal(other ? remainder.add(integer(right)) : remainder);
    }
    return modulo(real(left), real(right));
  }

  private static double modulo(double left, double right) {
    double remainder = left % right;
    if (remainder == 0) {
      return Math.copySign(0, right);
    }
    return remainder < 0 == right < 0 ? remainder : remainder + right;
  }

  private static void checkDivisor(Object divisor) {
    if (real(divisor) == 0) {
      throw new TemplateFault("division, by zero");
    }
  }

  static Object power(Object base, Object exponent) {
    if (isIntegral(base) && isIntegral(exponent) && integer(exponent).signum() >= 0) {
      return integerPower(integer(base), integer(exponent));
    }
    if (real(base) == 0 && real(exponent) < 0) {
      throw new TemplateFault("power, 0 to a negative power");
    }
    double value = Math.pow(real(base), real(exponent));
    if ((Double.isInfinite(value) && !Double.isInfinite(real(base))) || Double.isNaN(value)) {
      throw new TemplateFault("power, the result is no finite real number");
    }
    return value;
  }

  private static Object integerPower(BigInteger base, BigInteger exponent) {
    if (exponent.signum() == 0) {
      return 1L;
    }
    if (base.abs().bitLength() <= 1) {
      return normal(exponent.testBit(0) ? base : base.abs());
    }
    if (exponent.bitLength() > 12
        || (long) base.bitLength() * exponent.intValue() > 2 * MOST_BITS) {
      throw new TemplateFault("power, over the limit of " + MOST_BITS + " bits");
    }
    return normal(base.pow(exponent.intValue()));
  }

  /** Compares two numbers exactly; a total order, with NaN above all others. */
  static int compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (isIntegral(left) && isIntegral(right)) {
      return integer(left).compareTo(integer(right));
    }
    if (!isFinite(left) || !isFinite(right)) {
      return Double.compare(real(left), real(right));
    }
    return exact(left).compareTo(exact(right));
  }

  private static boolean isFinite(Object number) {
    return !(number instanceof Double value) || Double.isFinite(value);
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double value ? new BigDecimal(value) : new BigDecimal(integer(number));
  }

  static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }
}
