package millrace.engine.sampling;

/**
 * Unnormalised probabilities as whole numbers: the weight of a logit l is e^((l - max) / T) in
 * units of 2^-42, rounded; the most probable token weighs 2^42.
 *
 * <p>Sums of whole numbers are exact, so they do not depend on the order of the additions, on the
 * number of lanes or on the JVM. The weights themselves are made by IEEE multiplications and
 * additions alone (no library exponential, no fused operations), which Java 17 and later define to
 * the bit. The loops have the plain shape that HotSpot turns into SIMD code.
 *
 * <p>The exponential is a Taylor polynomial of degree 6 at x/256, squared eight times; its error
 * stays below four units over the whole range, 1e-12 of the highest probability. Below x = -30 a
 * weight is 0. Not safe for use by two threads.
 */
final class Weights {
  /** Weight of the most probable token. */
  static final long UNIT = 1L << 42;

  /** Most logits at a time; a sum of so many weights is exact in a double. */
  static final int CHUNK = 512;

  private static final double SQUARED_TIMES_8 = 1.0 / 256;
  private static final double DEEPEST = -30;
  private static final double LOWEST = DEEPEST * SQUARED_TIMES_8;

  /** Added and subtracted, it rounds a double below 2^51 to a whole number. */
  private static final double ROUNDING = 0x1.8p52;

  private final double[] chunk = new double[CHUNK];

  /**
   * Computes the weights of {@code count} logits, which then stand at 0 … count-1.
   *
   * @param logits no NaN, none above {@code max}
   * @param count at most {@link #CHUNK}
   * @param max finite
   * @param temperature above 0
   */
  void fill(float[] logits, int from, int count, double max, double temperature) {
    scale(chunk, logits, from, count, max, SQUARED_TIMES_8 / temperature);
    clamp(chunk, count);
    exponentiate(chunk, count);
  }

  /** The sum of the first {@code count} weights, exact. */
  long sum(int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += chunk[i];
      b += chunk[i + 1];
      c += chunk[i + 2];
      d += chunk[i + 3];
    }
    for (; i < count; i++) {
      a += chunk[i];
    }
    return (long) (a + b + c + d);
  }

  /**
   * The sum of weight times depth over the first {@code count} weights, where depth is logit - max,
   * but no less than that of the last weight above 0.
   *
   * @param logits those of the last {@link #fill}, at temperature 1
   */
  double sumOfDepths(float[] logits, int from, int count, double max) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) { // four chains of additions instead of one long one
      a += chunk[i] * Math.max(logits[from + i] - max, DEEPEST);
      b += chunk[i + 1] * Math.max(logits[from + i + 1] - max, DEEPEST);
      c += chunk[i + 2] * Math.max(logits[from + i + 2] - max, DEEPEST);
      d += chunk[i + 3] * Math.max(logits[from + i + 3] - max, DEEPEST);
    }
    for (; i < count; i++) {
      a += chunk[i] * Math.max(logits[from + i] - max, DEEPEST);
    }
    return a + b + c + d;
  }

  /** The weight of the logit at {@code index} of the last {@link #fill}. */
  long get(int index) {
    return (long) chunk[index];
  }

  private static void scale(
      double[] x, float[] logits, int from, int count, double max, double factor) {
    for (int i = 0; i < count; i++) {
      x[i] = (logits[from + i] - max) * factor;
    }
  }

  private static void clamp(double[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(x[i], LOWEST);
    }
  }

  private static void exponentiate(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double x = values[i];
      double e = 1.0 / 120 + x * (1.0 / 720);
      e = 1.0 + x * (1.0 + x * (1.0 / 2 + x * (1.0 / 6 + x * (1.0 / 24 + x * e))));
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      e *= e;
      values[i] = (e * UNIT + ROUNDING) - ROUNDING;
    }
  }
}
