package millrace.engine.sampling;

import java.util.Arrays;

/**
 * Finds the value down to which a set must be kept so that the kept mass reaches a need, without
 * sorting: a radix selection over the bits of the floats, eight at a time, linear in the number of
 * values whatever they are. With a mass of 1 each it finds the k-th largest value (top-k), with
 * probabilities the nucleus (top-p).
 *
 * <p>Not safe for use by two threads.
 */
final class ThresholdSelect {
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final long[] masses = new long[DIGITS];
  private float threshold;
  private long above;

  /** The smallest value to keep, after a selection. */
  float threshold() {
    return threshold;
  }

  /** The mass of all values strictly above the threshold; less than the need. */
  long above() {
    return above;
  }

  /**
   * Selects the {@code k}-th largest of the first {@code count} values.
   *
   * @param values no NaN
   * @param k from 1 to {@code count}
   */
  void kthLargest(float[] values, int count, int k) {
    select(values, null, count, k);
  }

  /**
   * Selects the threshold t with mass(v &gt; t) &lt; need &lt;= mass(v &gt;= t).
   *
   * @param values no NaN
   * @param weights the mass of each value, at least 0; the sum fits a long
   * @param need from 1 to the sum of the weights
   */
  void reach(float[] values, long[] weights, int count, long need) {
    select(values, weights, count, need);
  }

  private void select(float[] values, long[] weights, int count, long need) {
    above = 0;
    int prefix = 0;
    int known = 0;
    for (int shift = Integer.SIZE - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      countDigits(values, weights, count, known, prefix, shift);
      prefix |= digitThatReaches(need) << shift;
      known |= (DIGITS - 1) << shift;
    }
    threshold = value(prefix);
  }

  private void countDigits(
      float[] values, long[] weights, int count, int known, int prefix, int shift) {
    Arrays.fill(masses, 0);
    for (int i = 0; i < count; i++) {
      int key = key(values[i]);
      if ((key & known) == prefix) {
        masses[(key >>> shift) & (DIGITS - 1)] += weights == null ? 1 : weights[i];
      }
    }
  }

  private int digitThatReaches(long need) {
    for (int digit = DIGITS - 1; digit > 0; digit--) {
      if (above + masses[digit] >= need) {
        return digit;
      }
      above += masses[digit];
    }
    return 0;
  }

  /** Bits whose unsigned order is the order of the floats; both zeros give the same. */
  private static int key(float value) {
    int bits = Float.floatToRawIntBits(value + 0.0f);
    return bits ^ ((bits >> 31) | Integer.MIN_VALUE); // no branch: signs are unpredictable
  }

  private static float value(int key) {
    return Float.intBitsToFloat(key < 0 ? key & Integer.MAX_VALUE : ~key);
  }
}
