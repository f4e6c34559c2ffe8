package millrace.engine.kernel.narrow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What {@link PairLimit} took off some rows of weights: {@link #AMOUNT} off a few of them, or added
 * to them. Each is to be multiplied with its input and added to its row's sum.
 *
 * <p>The rows of each tile stand in the order of their numbers of entries: loops over them then end
 * where the CPU expects it, and entries are read one after the other.
 *
 * @param order rows of weights, counted from the start of their tile
 * @param starts index of the first entry of each row in that order, and the end of the last one's
 * @param entries which pair of columns, and the sign of what was taken off its first weight
 * @param wide places in {@code order} of rows with so many entries that a sum of inputs may leave
 *     16 bits; hardly ever any
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
public record Excess(short[] order, int[] starts, short[] entries, int[] wide) {
  /** What an entry stands for, with its sign. */
  static final int AMOUNT = 128;

  /** Most input rows that stand side by side; see {@link #sideBySide}. */
  public static final int MAX_ROWS = 32;

  /** Most rows of weights of a {@link NarrowKernels#sumExcess tile}: 8 KiB, within the L1 cache. */
  public static final int MAX_TILE = 128;

  /** Input rows that {@link #addFour} adds at a time. */
  public static final int FOUR = 4;

  /** Input rows side by side are filled up to a multiple of it, so that they are vectors. */
  static final int VECTOR_ROWS = 16;

  /** Most entries whose sum of inputs stays within 16 bits. */
  private static final int NARROW = Short.MAX_VALUE / NarrowKernels.OFFSET;

  private static final int PAIR = 0x7FFF;

  /**
   * Entries of rows of weights.
   *
   * @param starts index of each row's first entry, and the end of the last row's
   */
  static Excess of(int[] starts, short[] entries) {
    int rows = starts.length - 1;
    short[] order = new short[rows];
    int[] ordered = new int[rows + 1];
    short[] all = new short[starts[rows]];
    for (int i = 0; i < rows; i++) {
      if (i % MAX_TILE == 0) {
        sort(starts, i, Math.min(MAX_TILE, rows - i), order);
      }
      int from = starts[i - i % MAX_TILE + order[i]];
      int count = starts[i - i % MAX_TILE + order[i] + 1] - from;
      System.arraycopy(entries, from, all, ordered[i], count);
      ordered[i + 1] = ordered[i] + count;
    }
    int[] wide =
        IntStream.range(0, rows).filter(i -> ordered[i + 1] - ordered[i] > NARROW).toArray();
    return new Excess(order, ordered, all, wide);
  }

  private static void sort(int[] starts, int first, int count, short[] order) {
    long[] keys = new long[count];
    for (int o = 0; o < count; o++) {
      keys[o] = (long) (starts[first + o + 1] - starts[first + o]) << Integer.SIZE | o;
    }
    Arrays.sort(keys);
    for (int i = 0; i < count; i++) {
      order[first + i] = (short) keys[i];
    }
  }

  /** Number of rows of weights. */
  public int rows() {
    return order.length;
  }

  /** Memory held, in bytes. */
  public long byteSize() {
    return (long) Integer.BYTES * starts.length
        + Short.BYTES * ((long) entries.length + order.length);
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
   * {@code sums[i · MAX_TILE + o] += AMOUNT · tile[o · MAX_ROWS + row + i]} for o in [0, count) and
   * i in [0, 4). Plain loads: where CPUs gather, they take longer.
   *
   * @param tile as {@link NarrowKernels#sumExcess} made it
   * @param row the first of four input rows, some of which may hold anything
   */
  public static void addFour(short[] tile, int row, int count, int[] sums) {
    for (int o = 0, from = row; o < count; o++, from += MAX_ROWS) {
      sums[o] += tile[from] * AMOUNT;
      sums[o + MAX_TILE] += tile[from + 1] * AMOUNT;
      sums[o + 2 * MAX_TILE] += tile[from + 2] * AMOUNT;
      sums[o + 3 * MAX_TILE] += tile[from + 3] * AMOUNT;
    }
  }

  /**
   * Adds what a tile cannot hold: of the sums of wide rows, what is beyond 16 bits.
   *
   * @param first where the tile begins
   * @param count its rows
   * @param columns {@link #sideBySide}, from {@code at + row} for an input row
   * @param sums of the tile, from {@code offset} on
   */
  public void addWide(
      int first, int count, short[] columns, int at, int stride, int[] sums, int offset) {
    for (int i : wide) {
      if (i >= first && i < first + count) {
        int sum = sum(i, columns, at, stride);
        sums[offset + order[i]] += AMOUNT * (sum - (short) sum);
      }
    }
  }

  /** Sum of the inputs that the entries of the i-th row meet, with their signs. */
  int sum(int i, short[] columns, int at, int stride) {
    int sum = 0;
    for (int e = starts[i]; e < starts[i + 1]; e++) {
      sum += sign(entries[e]) * columns[at + pair(entries[e]) * stride];
    }
    return sum;
  }

  private static short number(byte withOffset) {
    return (short) ((withOffset & 0xFF) - NarrowKernels.OFFSET);
  }

  /** How many columns of rows of n elements stand side by side. */
  public static int columns(int n) {
    return (n + 1) / 2;
  }

  /** An entry of the pair that begins at that column. */
  static short entry(int column, int sign) {
    return (short) (sign < 0 ? ~PAIR | column >> 1 : column >> 1);
  }

  /** Which of the columns side by side the entry meets. */
  static int pair(int entry) {
    return entry & PAIR;
  }

  /** 1 or -1. */
  static int sign(int entry) {
    return entry >> Short.SIZE - 1 | 1;
  }
}
