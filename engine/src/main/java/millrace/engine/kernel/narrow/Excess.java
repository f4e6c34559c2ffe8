package millrace.engine.kernel.narrow;

import java.util.List;

/**
 * What {@link PairLimit} took off some rows of weights: few numbers, each to be multiplied with its
 * input and added to its row's sum.
 *
 * @param starts index of each row's first entry, and the end of the last row's
 * @param entries {@code column << 8 | amount}, the amount a signed byte
 * @param wide which rows may have sums beyond 16 bits
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
public record Excess(int[] starts, int[] entries, boolean[] wide) {
  /** Most input rows that stand side by side; see {@link #sideBySide}. */
  public static final int MAX_ROWS = 32;

  /**
   * Most rows of weights of a {@link NarrowKernels#sumExcess tile}: 16 KiB, within the L1 cache.
   */
  public static final int MAX_TILE = 128;

  private static final int FOUR = 4;

  /** Input rows side by side are filled up to a multiple of it, so that they are vectors. */
  static final int VECTOR_ROWS = 16;

  /** Products with amounts that together reach no further stay within 16 bits. */
  private static final int NARROW = Short.MAX_VALUE / NarrowKernels.OFFSET;

  /** Entries of rows of weights. */
  public Excess(int[] starts, int[] entries) {
    this(starts, entries, wide(starts, entries));
  }

  private static boolean[] wide(int[] starts, int[] entries) {
    boolean[] wide = new boolean[starts.length - 1];
    for (int r = 0; r < wide.length; r++) {
      int reach = 0;
      for (int e = starts[r]; e < starts[r + 1]; e++) {
        reach += Math.abs(amount(entries[e]));
      }
      wide[r] = reach > NARROW;
    }
    return wide;
  }

  /** Number of rows of weights. */
  public int rows() {
    return starts.length - 1;
  }

  /** The rows of several one after the other. */
  public static Excess join(List<Excess> parts) {
    int[] starts = new int[1 + parts.stream().mapToInt(Excess::rows).sum()];
    int[] entries = new int[parts.stream().mapToInt(part -> part.entries.length).sum()];
    boolean[] wide = new boolean[starts.length - 1];
    int row = 0;
    int entry = 0;
    for (Excess part : parts) {
      for (int r = 0; r < part.rows(); r++) {
        starts[row + r + 1] = entry + part.starts[r + 1];
      }
      System.arraycopy(part.wide, 0, wide, row, part.rows());
      System.arraycopy(part.entries, 0, entries, entry, part.entries.length);
      row += part.rows();
      entry += part.entries.length;
    }
    return new Excess(starts, entries, wide);
  }

  /** Memory held, in bytes. */
  public long byteSize() {
    return (long) Integer.BYTES * (starts.length + entries.length) + wide.length;
  }

  /** Distance of two columns of that many input rows side by side: whole vectors, but for one. */
  public static int stride(int rows) {
    return rows == 1 ? 1 : (rows + VECTOR_ROWS - 1) / VECTOR_ROWS * VECTOR_ROWS;
  }

  /**
   * Puts the even columns of input rows side by side, so that a column of them is a vector. An
   * excess is taken off the first weight of a pair, so the others are never needed.
   *
   * @param rows bytes with {@link NarrowKernels#OFFSET}, [count, n]
   * @param columns receives column 2i of row r, without the offset, at {@code at + i · stride + r}
   */
  public static void sideBySide(
      byte[] rows, int count, int n, short[] columns, int at, int stride) {
    if (count == FOUR) { // the usual number: one cache line of columns is written once
      fourSideBySide(rows, n, columns, at, stride);
      return;
    }
    for (int k = 0, to = at; k < n; k += 2, to += stride) {
      for (int r = 0; r < count; r++) {
        columns[to + r] = number(rows[r * n + k]);
      }
    }
  }

  private static void fourSideBySide(byte[] rows, int n, short[] columns, int at, int stride) {
    for (int k = 0, to = at; k < n; k += 2, to += stride) {
      columns[to] = number(rows[k]);
      columns[to + 1] = number(rows[n + k]);
      columns[to + 2] = number(rows[2 * n + k]);
      columns[to + 3] = number(rows[3 * n + k]);
    }
  }

  /**
   * {@code sums[offset + o] += tile[o · MAX_ROWS + row]} for o in [0, count). Plain loads: where
   * CPUs gather, they take longer.
   *
   * @param tile as {@link NarrowKernels#sumExcess} made it
   * @param row one of its input rows
   */
  public static void add(int[] tile, int row, int count, int[] sums, int offset) {
    for (int o = 0; o < count; o++) {
      sums[offset + o] += tile[o * MAX_ROWS + row];
    }
  }

  private static short number(byte withOffset) {
    return (short) ((withOffset & 0xFF) - NarrowKernels.OFFSET);
  }

  /** How many columns of rows of n elements stand side by side. */
  public static int columns(int n) {
    return (n + 1) / 2;
  }

  static int entry(int column, int amount) {
    return column << Byte.SIZE | amount & 0xFF;
  }

  static int column(int entry) {
    return entry >> Byte.SIZE;
  }

  /** Which of the columns side by side the entry meets. */
  static int pair(int entry) {
    return entry >> Byte.SIZE + 1;
  }

  static int amount(int entry) {
    return (byte) entry;
  }
}
