package millrace.engine.kernel.narrow;

import java.util.Arrays;

/**
 * Makes 8-bit weights safe for CPUs that add the products of two neighbouring inputs in 16 bits,
 * which saturate: x86 without VNNI, where VPMADDUBSW is the only 8-bit product (Intel's manual,
 * volume 2). Inputs are in [0, 255], so a pair (columns 2i and 2i + 1) is safe when the sum of its
 * weights is within ±{@link #LARGEST_SUM}: of one sign, they reach 255 · 128 = 32,640; of two, 255
 * · 127. Any other pair has two weights of one sign: {@link Excess#AMOUNT} is taken off the first,
 * which changes its sign, and kept apart, so that both together give the exact sums.
 *
 * <p>About one pair of fifty exceeds the limit, since a scale lets only the largest weight of a row
 * reach 127.
 */
public final class PairLimit {
  /** 255 · 128 fits in 16 bits, 255 · 129 does not. */
  public static final int LARGEST_SUM = 128;

  private final int columns;
  private int[] starts = new int[1];
  private short[] entries = new short[64];

  /** For rows of that length, which are limited some at a time. */
  public PairLimit(int columns) {
    this.columns = columns;
  }

  /**
   * Limits rows of weights.
   *
   * @param weights [rows, columns] of numbers in [-127, 127], changed in place
   * @return what was taken off
   */
  public static Excess limit(byte[] weights, int rows, int columns) {
    PairLimit limit = new PairLimit(columns);
    limit.add(weights, rows);
    return limit.excess();
  }

  /** Limits the next rows, [count, columns], in place. */
  public void add(byte[] weights, int count) {
    int row = starts.length - 1;
    starts = Arrays.copyOf(starts, starts.length + count);
    for (int r = 0; r < count; r++) {
      starts[row + r + 1] = limitRow(weights, r * columns, starts[row + r]);
    }
  }

  private int limitRow(byte[] weights, int from, int firstEntry) {
    int next = firstEntry;
    if (entries.length - next < columns / 2) {
      entries = Arrays.copyOf(entries, 2 * next + columns);
    }
    int to = from + columns / 2 * 2;
    for (int k = from; k < to; k += 2) {
      int sum = weights[k] + weights[k + 1];
      if (Math.abs(sum) > LARGEST_SUM) {
        weights[k] -= (byte) (Integer.signum(sum) * Excess.AMOUNT);
        entries[next++] = Excess.entry(k - from, sum);
      }
    }
    return next;
  }

  /** What was taken off, of the rows so far. */
  public Excess excess() {
    return Excess.of(starts, entries);
  }
}
