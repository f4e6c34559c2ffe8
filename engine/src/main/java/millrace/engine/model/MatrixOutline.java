package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.kernel.MatrixRows;

/**
 * The shape of a weight matrix without its weights; reads as zeros.
 *
 * @param rows number of outputs
 * @param columns number of inputs
 * @param bitsPerWeight as for {@link MatrixRows#bitsPerWeight}
 */
public record MatrixOutline(int rows, int columns, int bitsPerWeight) implements MatrixRows {

  static MatrixOutline of(MatrixRows weights) {
    return new MatrixOutline(weights.rows(), weights.columns(), weights.bitsPerWeight());
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    Arrays.fill(dst, offset, offset + count * columns, 0f);
  }
}
