package millrace.engine.testing;

import java.util.Random;
import millrace.engine.kernel.MatrixRows;

/**
 * A weight matrix in memory.
 *
 * @param data [rows, columns]
 * @param bitsPerWeight what it claims to be stored in
 */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record ArrayRows(float[] data, int columns, int bitsPerWeight) implements MatrixRows {
  /** A matrix of normally distributed weights, some rows far larger than others. */
  public static ArrayRows random(Random random, int rows, int columns, int bitsPerWeight) {
    return new ArrayRows(numbers(random, rows * columns, columns), columns, bitsPerWeight);
  }

  /** Normally distributed numbers; each row of that length has a size of its own, and outliers. */
  public static float[] numbers(Random random, int count, int rowLength) {
    float[] data = new float[count];
    float size = 1f;
    for (int i = 0; i < count; i++) {
      if (i % rowLength == 0) {
        size = (float) Math.exp(2 * random.nextGaussian());
      }
      float outlier = random.nextInt(50) == 0 ? 20f : 1f;
      data[i] = (float) random.nextGaussian() * size * outlier;
    }
    return data;
  }

  @Override
  public int rows() {
    return data.length / columns;
  }

  @Override
  public void read(int first, int count, float[] dst, int offset) {
    System.arraycopy(data, first * columns, dst, offset, count * columns);
  }
}
