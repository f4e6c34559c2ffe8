package millrace.engine.kernel.narrow;

import java.util.Arrays;

/**
 * What {@link PairLimit} took off some rows of weights: few numbers, each to be multiplied with its
 * input and added to its row's sum.
 *
 * @param starts index of each row's first entry, and the end of the last row's
 * @param entries {@code column << 8 | amount}, the amount a signed byte
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
public record Excess(int[] starts, int[] entries) {
  /** Of no rows. */
  public static final Excess NONE = new Excess(new int[1], new int[0]);

  /** Most input rows that stand side by side; see {@link #sideBySide}. */
  public static final int MAX_ROWS = 32;

  /**
   * Most rows of weights of a {@link NarrowKernels#sumExcess tile}: 16 KiB, within the L1 cache.
   */
  public static final int MAX_TILE = 128;

  /** Input rows side by side are filled up to a multiple of it, so that they are vectors. */
  static final int VECTOR_ROWS = 8;

  /** Number of rows of weights. */
  public int rows() {
    return starts.length - 1;
  }

  /** These rows, then others. */
  public Excess then(Excess others) {
    int[] joined = Arrays.copyOf(starts, starts.length + others.rows());
    for (int r = 1; r < others.starts.length; r++) {
      joined[rows() + r] = entries.length + others.starts[r];
    }
    int[] all = Arrays.copyOf(entries, entries.length + others.entries.length);
    System.arraycopy(others.entries, 0, all, entries.length, others.entries.length);
    return new Excess(joined, all);
  }

  /** Memory held, in bytes. */
  public long byteSize() {
    return (long) Integer.BYTES * (starts.length + entries.length);
  }

  /** Distance of two columns of that many input rows side by side: whole vectors, but for one. */
  public static int stride(int rows) {
    return rows == 1 ? 1 : (rows + VECTOR_ROWS - 1) / VECTOR_ROWS * VECTOR_ROWS;
  }

  /**
   * Puts input rows side by side, so that a column of them is a vector.
   *
   * @param rows unsigned bytes, [count, n]
   * @param columns receives column k of row r at {@code at + k · stride + r}
   */
  public static void sideBySide(byte[] rows, int count, int n, int[] columns, int at, int stride) {
    for (int r = 0; r < count; r++) {
      int from = r * n;
      int to = at + r;
      for (int k = 0; k < n; k++, to += stride) {
        columns[to] = rows[from + k] & 0xFF;
      }
    }
  }

  static int entry(int column, int amount) {
    return column << Byte.SIZE | amount & 0xFF;
  }

  static int column(int entry) {
    return entry >> Byte.SIZE;
  }

  static int amount(int entry) {
    return (byte) entry;
  }
}
