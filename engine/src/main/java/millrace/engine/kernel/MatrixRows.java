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

  /** Writes {@code count} rows from {@code first} on, dequantized, to {@code dst} at offset. */
  void read(int first, int count, float[] dst, int offset);
}
