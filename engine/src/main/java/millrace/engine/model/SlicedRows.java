package millrace.engine.model;

import millrace.engine.kernel.MatrixRows;

/** Some consecutive rows of a larger matrix, for example one expert's of a stack. */
record SlicedRows(MatrixRows source, int firstRow, int rows) implements MatrixRows {
  @Override
  public int columns() {
    return source.columns();
  }

  @Override
  public int bitsPerWeight() {
    return source.bitsPerWeight();
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    source.read(firstRow + first, count, dst, offset);
  }
}
