package millrace.engine.kernel;

/**
 * A weight matrix that a backend has prepared for multiplication.
 *
 * <p>Each output row depends on its input row alone, bit for bit: neither the number of rows nor
 * the number of threads changes it.
 */
public interface Projection {
  /** Length of an input row. */
  int inputs();

  /** Length of an output row. */
  int outputs();

  /**
   * {@code out[r] = W · x[r]} for {@code r} in [0, rows).
   *
   * @param x inputs, [rows, inputs] row-major from index 0
   * @param out outputs, [rows, outputs] row-major from index 0, overwritten
   * @param team the threads that share the work
   */
  void apply(float[] x, int rows, float[] out, ThreadTeam team);

  /** Memory that the prepared weights hold, in bytes. */
  long byteSize();

  /** What of it lies on the Java heap. */
  default long heapBytes() {
    return byteSize();
  }
}
