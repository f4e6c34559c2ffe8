package millrace.engine.kernel;

/**
 * A weight matrix as its rows, whatever file or block format they come from.
 *
 * <p>Shape [rows, columns]; row {@code r} holds the weights of output {@code r}. Safe for use by
 * many threads.
 */
public interface MatrixRows {
  /** Number of outputs. */
  int rows();

  /** Number of inputs. */
  int columns();

  /**
   * Bits in which the source stores a weight, the scales of its blocks counted in and rounded down:
   * 5 for Q4_1, 8 for Q8_0, 16 for bfloat16, 32 for float32.
   */
  int bitsPerWeight();

  /** Writes {@code count} rows from {@code first} on, dequantized, to {@code dst} at offset. */
  void read(int first, int count, float[] dst, int offset);
}
