package millrace.engine.model;

import java.util.List;
import millrace.engine.kernel.MatrixRows;

/** Matrices of equal width as one, their rows one after the other. */
record StackedRows(List<MatrixRows> parts) implements MatrixRows {
  @Override
  public int rows() {
    return parts.stream().mapToInt(MatrixRows::rows).sum();
  }

  @Override
  public int columns() {
    return parts.get(0).columns();
  }

  /** The widest part's: a stack is computed in one number type. */
  @Override
  public int bitsPerWeight() {
    return parts.stream().mapToInt(MatrixRows::bitsPerWeight).max().orElse(Float.SIZE);
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    int start = 0;
    for (MatrixRows part : parts) {
      int from = Math.max(first, start);
      int to = Math.min(first + count, start + part.rows());
      if (from < to) {
        part.read(from - start, to - from, dst, offset + (from - first) * columns());
      }
      start += part.rows();
    }
  }
}
