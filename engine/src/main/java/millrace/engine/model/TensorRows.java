package millrace.engine.model;

import millrace.engine.kernel.MatrixRows;
import millrace.engine.weights.Tensor;

/** A tensor of a file as a weight matrix. */
record TensorRows(Tensor tensor) implements MatrixRows {
  @Override
  public int rows() {
    return (int) tensor.rows();
  }

  @Override
  public int columns() {
    return tensor.columns();
  }

  @Override
  public int bitsPerWeight() {
    return Byte.SIZE * tensor.type().blockBytes() / tensor.type().blockSize();
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    tensor.readRows(first, count, dst, offset);
  }
}
