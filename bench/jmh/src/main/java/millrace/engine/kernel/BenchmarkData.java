package millrace.engine.kernel;

import java.util.Random;

/** Random data for benchmarks, the same in every run, and the comparison with the oracle. */
public final class BenchmarkData {
  private BenchmarkData() {}

  /** Normally distributed numbers. */
  public static float[] floats(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Fails unless the numbers agree.
   *
   * @param tolerance most that they may differ by, relative to the oracle's largest magnitude; 0
   *     for the same bits
   * @throws IllegalStateException naming the first that does not agree
   */
  public static void requireSame(String what, float[] oracle, float[] actual, float tolerance) {
    float largest = 0f;
    for (float value : oracle) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < oracle.length; i++) {
      boolean same =
          tolerance == 0f
              ? Float.floatToIntBits(oracle[i]) == Float.floatToIntBits(actual[i])
              : Math.abs(oracle[i] - actual[i]) <= tolerance * largest;
      if (!same) {
        throw new IllegalStateException(
            "Cannot measure: %s, element %d is %s, the scalar implementation gives %s"
                .formatted(what, i, actual[i], oracle[i]));
      }
    }
  }
}
