package millrace.engine.kernel.narrow;

import millrace.engine.kernel.MatrixRows;

/**
 * Some rows of a weight matrix in the 8-bit scheme, one scale per row. The transform's factor (the
 * group's size, a power of two) is taken out of the scales, which is exact.
 *
 * @param values whole numbers as floats, [rows, columns]
 * @param scales one per row
 */
@SuppressWarnings("ArrayRecordComponent") // weights on their way, never compared
public record Int8Weights(float[] values, float[] scales) {
  /**
   * Longest rows whose sums of products, offset included, stay within an int: 2^31 / (255 · 127).
   */
  public static final int MAX_COLUMNS = 65_536;

  /** Reads rows and quantizes them. */
  public static Int8Weights read(MatrixRows source, int first, int count, NarrowKernels kernels) {
    int n = source.columns();
    float[] values = new float[Math.multiplyExact(count, n)];
    source.read(first, count, values, 0);
    float[] scales = new float[count];
    float[] work = new float[NarrowKernels.workLength(n)];
    for (int r = 0; r < count; r++) {
      float magnitude = kernels.transform(values, r * n, n, work);
      kernels.roundToFloats(work, n, magnitude, values, r * n);
      scales[r] = NarrowKernels.scale(magnitude) / Hadamard.group(n);
    }
    return new Int8Weights(values, scales);
  }
}
