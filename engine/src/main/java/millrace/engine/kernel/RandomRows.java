package millrace.engine.kernel;

import java.util.Random;

/**
 * Random weights, for measuring: the same for the same row.
 *
 * @param bitsPerWeight what to give out as the source's precision
 */
record RandomRows(int rows, int columns, int bitsPerWeight) implements MatrixRows {
  @Override
  public void read(int first, int count, float[] dst, int offset) {
    for (int r = 0; r < count; r++) {
      Random random = new Random(first + r);
      for (int c = 0; c < columns; c++) {
        dst[offset + r * columns + c] = random.nextFloat() - 0.5f;
      }
    }
  }
}
