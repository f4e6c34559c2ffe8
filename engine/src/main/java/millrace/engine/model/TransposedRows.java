package millrace.engine.model;

import millrace.engine.kernel.MatrixRows;

/** A matrix that its file holds as [inputs, outputs], turned round in memory when it is made. */
final class TransposedRows implements MatrixRows {
  private final int rows;
  private final int columns;
  private final int bitsPerWeight;
  private final float[] data;

  TransposedRows(MatrixRows source) {
    this.rows = source.columns();
    this.columns = source.rows();
    this.bitsPerWeight = source.bitsPerWeight();
    this.data = new float[Math.multiplyExact(rows, columns)];
    float[] line = new float[rows];
    for (int k = 0; k < columns; k++) {
      source.read(k, 1, line, 0);
      for (int r = 0; r < rows; r++) {
        data[r * columns + k] = line[r];
      }
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int bitsPerWeight() {
    return bitsPerWeight;
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    System.arraycopy(data, first * columns, dst, offset, count * columns);
  }
}
