package millrace.engine.model;

import millrace.engine.kernel.MatrixRows;

/**
 * The rows of a query or key matrix whose file pairs elements 2i and 2i + 1 of each head, brought
 * into the half-split order: row i of a head is the file's row 2i, row i + dims/2 its row 2i + 1.
 *
 * @param source the file's matrix
 * @param headDim rows of a head
 * @param dims how many of them rotate; the rest stay in place
 */
record HalfSplitRows(MatrixRows source, int headDim, int dims) implements MatrixRows {
  @Override
  public int rows() {
    return source.rows();
  }

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
    for (int i = 0; i < count; i++) {
      source.read(sourceRow(first + i, headDim, dims), 1, dst, offset + i * columns());
    }
  }

  /** The file's row that comes to stand at {@code row}. */
  static int sourceRow(int row, int headDim, int dims) {
    int inHead = row % headDim;
    if (inHead >= dims) {
      return row;
    }
    int half = dims / 2;
    int paired = inHead < half ? 2 * inHead : 2 * (inHead - half) + 1;
    return row - inHead + paired;
  }
}
