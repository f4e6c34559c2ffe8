package millrace.engine.model;

import millrace.engine.kernel.MatrixRows;

/** A matrix that its file holds as [inputs, outputs], turned round in memory by the first read. */
final class TransposedRows implements MatrixRows {
  private final MatrixRows source;
  private float[] data;

  TransposedRows(MatrixRows source) {
    this.source = source;
  }

  @Override
  public int rows() {
    return source.columns();
  }

  @Override
  public int columns() {
    return source.rows();
  }

  @Override
  public int bitsPerWeight() {
    return source.bitsPerWeight();
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    System.arraycopy(data(), first * columns(), dst, offset, count * columns());
  }

  private synchronized float[] data() {
    if (data == null) {
      data = transposed();
    }
    return data;
  }

  private float[] transposed() {
    float[] turned = new float[Math.multiplyExact(rows(), columns())];
    float[] line = new float[rows()];
    for (int k = 0; k < columns(); k++) {
      source.read(k, 1, line, 0);
      for (int r = 0; r < rows(); r++) {
        turned[r * columns() + k] = line[r];
      }
    }
    return turned;
  }
}
