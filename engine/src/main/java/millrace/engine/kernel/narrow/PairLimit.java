package millrace.engine.kernel.narrow;

import java.util.Arrays;

/**
 * Makes 8-bit weights safe for CPUs that add the products of two neighbouring inputs in 16 bits,
 * which saturate: x86 without VNNI, where VPMADDUBSW is the only 8-bit product (Intel's manual,
 * volume 2). Inputs are in [0, 255], so a pair (columns 2i and 2i + 1) is safe when the sum of its
 * weights is within ±{@link #LARGEST_SUM}: of one sign, they reach 255 · 128 = 32,640; of two, 255
 * · 127. Of any other pair the excess is taken off one weight and kept apart, so that both together
 * give the exact sums.
 *
 * <p>About one pair of a hundred exceeds the limit, since a scale lets only the largest weight of a
 * row reach 127.
 */
public final class PairLimit {
  /** 255 · 128 fits in 16 bits, 255 · 129 does not. */
  public static final int LARGEST_SUM = 128;

  private PairLimit() {}

  /**
   * Limits rows of weights.
   *
   * @param weights [rows, columns] of numbers in [-127, 127], changed in place
   * @return what was taken off
   */
  public static Excess limit(byte[] weights, int rows, int columns) {
    int[] starts = new int[rows + 1];
    int[] entries = new int[columns];
    int count = 0;
    for (int r = 0; r < rows; r++) {
      int from = r * columns;
      int to = from + columns / 2 * 2;
      if (entries.length - count < columns / 2) {
        entries = Arrays.copyOf(entries, 2 * count + columns);
      }
      for (int k = from; k < to; k += 2) {
        int sum = weights[k] + weights[k + 1];
        if (Math.abs(sum) > LARGEST_SUM) { // seldom
          int excess = excess(sum);
          weights[k] -= (byte) excess;
          entries[count++] = Excess.entry(k - from, excess);
        }
      }
      starts[r + 1] = count;
    }
    return new Excess(starts, Arrays.copyOf(entries, count));
  }

  private static int excess(int sum) {
    return sum - Math.max(-LARGEST_SUM, Math.min(LARGEST_SUM, sum));
  }
}
