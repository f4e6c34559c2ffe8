package millrace.engine.weights;

/**
 * A named array of numbers in a model file, decoded to float32 as it is read. Seen as a matrix:
 * {@link #rows} rows of {@link #columns} numbers, row-major. Safe for use by many threads.
 */
public interface Tensor {
  /** The name in the file, for example {@code blk.0.attn_q.weight}. */
  String name();

  /** How the numbers are stored. */
  TensorType type();

  /** Dimensions, outermost first as in PyTorch; empty for a single number. */
  long[] shape();

  /** The innermost dimension; 1 for a single number. */
  int columns();

  /** Product of all dimensions but the innermost. */
  long rows();

  /** Size in the file in bytes. */
  long byteSize();

  /**
   * Decodes rows.
   *
   * @param first index of the first row
   * @param count number of rows
   * @param dst receives count·columns numbers
   * @param offset index of the first number in {@code dst}
   * @throws IndexOutOfBoundsException when the rows or the range of {@code dst} do not exist
   * @throws IllegalStateException when the file was closed
   */
  void readRows(long first, int count, float[] dst, int offset);

  /** Decodes one row; as {@link #readRows} with a count of 1. */
  default void readRow(long row, float[] dst, int offset) {
    readRows(row, 1, dst, offset);
  }

  /**
   * Copies bytes as they are stored.
   *
   * @param byteOffset from the tensor's first byte
   * @param dst receives the bytes
   * @param offset index of the first byte in {@code dst}
   * @param length number of bytes
   * @throws IndexOutOfBoundsException when either range does not exist
   * @throws IllegalStateException when the file was closed
   */
  void readRaw(long byteOffset, byte[] dst, int offset, int length);
}
