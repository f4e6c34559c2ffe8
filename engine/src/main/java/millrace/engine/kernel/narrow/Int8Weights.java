package millrace.engine.kernel.narrow;

import millrace.engine.kernel.MatrixRows;

/**
 * Some rows of a weight matrix in the 8-bit scheme, one scale per row. The transform's factor (the
 * group's size, a power of two) is taken out of the scales, which is exact.
 *
 * <p>x86 without VNNI has no other product of bytes than VPMADDUBSW, which adds the products of two
 * neighbours (columns 2i and 2i + 1) in 16 bits and saturates (Intel's manual, volume 2). So
 * weights have a limit too: activations meet them with {@link NarrowKernels#OFFSET}, as numbers of
 * up to 224 of which two neighbours are 383 at most, and the scale of a row of weights is large
 * enough that {@code 224 · a + 159 · b} is at most 2^15 - 1 for any two neighbours of one sign, a
 * the larger and b the smaller in magnitude. Sums are then exact, and the same on every CPU.
 *
 * @param values whole numbers, [rows, columns]
 * @param scales one per row
 */
@SuppressWarnings("ArrayRecordComponent") // weights on their way, never compared
public record Int8Weights(byte[] values, float[] scales) {
  /**
   * Longest rows whose sums of products, offset included, stay within an int: 2^31 / (224 · 127) is
   * more.
   */
  public static final int MAX_COLUMNS = 65_536;

  /** Largest magnitude of a weight. */
  public static final int LIMIT = 127;

  private static final int LARGER = 2 * NarrowKernels.LIMIT;
  private static final int SMALLER = NarrowKernels.PAIR_LIMIT;

  /** What the products of two neighbours may reach before both are rounded up by a half. */
  private static final float REACH = Short.MAX_VALUE - (LARGER + SMALLER) / 2f;

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
      kernels.transform(weights, r * n, n, work);
      float magnitude = NarrowKernels.LIMIT * step(work, n);
      kernels.roundToUnsigned(work, n, magnitude, values, r * n);
      scales[r] = NarrowKernels.scale(magnitude) / Hadamard.group(n);
    }
    takeOffsetOff(values);
    return new Int8Weights(values, scales);
  }

  /**
   * The most that two neighbours with these weights add up to, in magnitude.
   *
   * @param larger the larger of their magnitudes
   */
  private static float reach(float first, float second, float larger) {
    // of two signs, the sum is the difference of their magnitudes, and the bound a generous one
    return (LARGER - SMALLER) * larger + SMALLER * Math.abs(first + second);
  }

  /** The distance of two whole numbers that keeps the limits; not finite when a weight is not. */
  private static float step(float[] row, int n) {
    int largest = bits(row[n - 1]);
    int most = 0;
    for (int i = 0; i + 1 < n; i += 2) {
      int larger = Math.max(bits(row[i]), bits(row[i + 1]));
      largest = Math.max(largest, larger);
      most = Math.max(most, bits(reach(row[i], row[i + 1], Float.intBitsToFloat(larger))));
    }
    return Math.max(Float.intBitsToFloat(largest) / LIMIT, Float.intBitsToFloat(most) / REACH);
  }

  private static int bits(float x) {
    return ScalarNarrowKernels.magnitudeBits(x);
  }

  private static void takeOffsetOff(byte[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= (byte) NarrowKernels.OFFSET;
    }
  }
}
