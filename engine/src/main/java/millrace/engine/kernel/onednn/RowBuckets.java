package millrace.engine.kernel.onednn;

/**
 * Row counts for which primitives exist. Making one costs a millisecond, so a product of rows in
 * between runs with the next larger number, and its last rows are not used.
 *
 * <p>Steps of 1 up to 8 rows, of 4 up to 64, of 8 up to {@link #LARGEST}: at most a tenth is wasted
 * beyond 32 rows. Never 1: oneDNN adds up float products of a single row in another order.
 */
final class RowBuckets {
  /** Most rows of one product; more go in turns, so that sums stay in the cache. */
  static final int LARGEST = 128;

  /** Number of buckets. */
  static final int COUNT = index(LARGEST) + 1;

  private RowBuckets() {}

  /** The bucket of a number of rows in [1, LARGEST]. */
  static int index(int rows) {
    if (rows <= 8) {
      return Math.max(rows, 2) - 2;
    }
    return rows <= 64 ? 6 + (rows - 5) / 4 : 20 + (rows - 57) / 8;
  }

  /** Rows of the products of that bucket. */
  static int rows(int index) {
    if (index <= 6) {
      return index + 2;
    }
    return index <= 20 ? 8 + (index - 6) * 4 : 64 + (index - 20) * 8;
  }
}
