package millrace.engine.kernel.narrow;

import millrace.engine.kernel.MatrixRows;

/**
 * Some rows of a weight matrix in the 8-bit scheme, one scale per row. The transform's factor (the
 * group's size, a power of two) is taken out of the scales, which is exact.
 *
 * @param values whole numbers, [rows, columns]
 * @param scales one per row
 */
@SuppressWarnings("ArrayRecordComponent") // weights on their way, never compared
public record Int8Weights(byte[] values, float[] scales) {
  /**
   * Longest rows whose sums of products, offset included, stay within an int: 2^31 / (255 · 127).
   */
  public static final int MAX_COLUMNS = 65_536;

  /**
   * Reads rows and quantizes them.
   *
   * @param weights scratch for {@code count} rows
   */
  public static Int8Weights read(
      MatrixRows source, int first, int count, NarrowKernels kernels, float[] weights) {
    int n = source.columns();
    source.read(first, count, weights, 0);
    byte[] values = new byte[Math.multiplyExact(count, n)];
    float[] scales = new float[count];
    float[] work = new float[NarrowKernels.workLength(n)];
    for (int r = 0; r < count; r++) {
      float magnitude = kernels.transform(weights, r * n, n, work);
      kernels.roundToUnsigned(work, n, magnitude, values, r * n);
      scales[r] = NarrowKernels.scale(magnitude) / Hadamard.group(n);
    }
    takeOffsetOff(values);
    return new Int8Weights(values, scales);
  }

  private static void takeOffsetOff(byte[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= (byte) NarrowKernels.OFFSET;
    }
  }
}
