package millrace.engine.kernel.narrow;

/**
 * Conversions between float32 rows and the narrow types of matrix products. Every implementation
 * gives the same bits: each operation is one that IEEE 754 or two's complement defines exactly, in
 * one order.
 *
 * <p>The 8-bit scheme: a row is transformed ({@link Hadamard}). Its magnitude m is the largest of
 * its elements' magnitudes, and of 112/158 of those of its neighbours' sums. The scale is m / 112;
 * each element becomes the whole number nearest to {@code element · (112 / m)}, ties to even, so
 * that a number is in [-112, 112] and the sum of two neighbours in [-159, 159]. A row that holds an
 * infinity or a NaN gets the scale NaN and the numbers 0; one whose magnitude is below {@link
 * #SMALLEST} counts as zero. Why these limits: see {@link Int8Weights}.
 */
public interface NarrowKernels {
  /** Largest whole number of the 8-bit scheme. */
  int LIMIT = 112;

  /** Largest magnitude of the sum of two neighbours; one less before both are rounded. */
  int PAIR_LIMIT = 159;

  /** What {@link #roundToUnsigned} adds to each number. */
  int OFFSET = LIMIT;

  /** Magnitudes below it count as zero: their reciprocal would be infinite. */
  float SMALLEST = 1e-30f;

  /** 1.5 · 2^23: adding it rounds to a whole number, which then stands in the low mantissa bits. */
  float ROUND = 12_582_912f;

  /** The magnitude of a row with that largest element and sum of neighbours, in magnitude. */
  static float magnitude(float element, float pair) {
    return Math.max(element, pair * (LIMIT / (PAIR_LIMIT - 1f)));
  }

  /** Room that {@link #transform} needs for rows of n elements. */
  static int workLength(int n) {
    return 2 * (n + 16);
  }

  /** The scale of a row of that magnitude. */
  static float scale(float magnitude) {
    return !Float.isFinite(magnitude) ? Float.NaN : magnitude < SMALLEST ? 0f : magnitude / LIMIT;
  }

  /** What brings a row of that magnitude to the range of whole numbers. */
  static float inverseScale(float magnitude) {
    return !Float.isFinite(magnitude) || magnitude < SMALLEST ? 0f : LIMIT / magnitude;
  }

  /**
   * Transforms a row.
   *
   * @param x the row, from {@code offset}
   * @param n its length
   * @param work receives the transformed row in [0, n); {@link #workLength} long
   */
  void transform(float[] x, int offset, int n, float[] work);

  /** The magnitude of a transformed row; not finite when an element is not. */
  float magnitude(float[] work, int n);

  /**
   * Whole numbers of a transformed row as unsigned bytes, {@link #OFFSET} added.
   *
   * @param magnitude of the row; of weights, what keeps their limits
   * @param out receives n bytes from {@code outOffset} on
   */
  void roundToUnsigned(float[] work, int n, float magnitude, byte[] out, int outOffset);

  /**
   * Whole numbers of a transformed row as floats.
   *
   * @param magnitude of the row
   * @param out receives n numbers from {@code outOffset} on
   */
  void roundToFloats(float[] work, int n, float magnitude, float[] out, int outOffset);

  /**
   * {@code out[i] = (float)(sums[i] − corrections[i]) · rowScale · scales[i]}, multiplied from left
   * to right.
   *
   * @param sums sums of products, from {@code sumOffset} on
   * @param corrections what to take off them, from {@code at} on
   * @param scales scales of the outputs, from {@code at} on
   */
  void rescale(
      int[] sums,
      int sumOffset,
      int count,
      int[] corrections,
      float[] scales,
      int at,
      float rowScale,
      float[] out,
      int outOffset);

  /**
   * Rounds to bfloat16, to nearest, ties to even; a NaN stays one.
   *
   * @param out receives n numbers from 0 on; at least n + 16 long
   */
  void toBfloat16(float[] x, int offset, int n, short[] out);
}
