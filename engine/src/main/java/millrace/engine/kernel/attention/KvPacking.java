package millrace.engine.kernel.attention;

import millrace.engine.kernel.Kernels;

/**
 * Writes one token's key or value into a block as {@link HeadLayout} says, rounded to nearest, ties
 * to even.
 *
 * <p>The 8-bit scheme: a key or value with largest magnitude m has the scale m / 127, its elements
 * become the whole numbers nearest to {@code element · (127 / m)}. One that holds an infinity or a
 * NaN gets the scale NaN and the numbers 0; magnitudes below 1e-30 count as zero.
 */
public final class KvPacking {
  private static final int LIMIT = 127;
  private static final float SMALLEST = 1e-30f;

  /** 1.5 · 2^23: adding it rounds to a whole number, which then stands in the low mantissa bits. */
  private static final float ROUND = 12_582_912f;

  private KvPacking() {}

  /** Writes x[from, from + dim) as the key of a slot; the head's part begins at {@code offset}. */
  public static void key(
      HeadLayout layout, float[] x, int from, float[] page, int offset, int slot) {
    for (int d = 0; d < layout.dim(); d++) {
      page[offset + d * Kernels.BLOCK + slot] = x[from + d];
    }
  }

  /** As above in bfloat16. */
  public static void key(HeadLayout layout, float[] x, int from, int[] page, int offset, int slot) {
    int pairs = layout.keyPairs();
    int second = layout.dim() - pairs; // one less than pairs where dim is odd
    int at = offset + slot;
    for (int p = 0; p < second; p++) {
      page[at + p * Kernels.BLOCK] = Bfloat16.pair(x[from + p], x[from + pairs + p]);
    }
    if (second < pairs) {
      page[at + second * Kernels.BLOCK] = Bfloat16.pair(x[from + second], 0f);
    }
  }

  /**
   * As above in 8 bits.
   *
   * @return the scale
   */
  public static float key(
      HeadLayout layout, float[] x, int from, short[] page, int offset, int slot) {
    int pairs = layout.keyPairs();
    float magnitude = magnitude(x, from, layout.dim());
    float inverse = inverseScale(magnitude);
    for (int p = 0; p < pairs; p++) {
      int low = whole(x[from + p], inverse);
      int high = pairs + p < layout.dim() ? whole(x[from + pairs + p], inverse) : 0;
      page[offset + p * Kernels.BLOCK + slot] = bytes(low, high);
    }
    return scale(magnitude);
  }

  /** Writes x[from, from + dim) as the value of a slot. */
  public static void value(
      HeadLayout layout, float[] x, int from, float[] page, int offset, int slot) {
    for (int d = 0; d < layout.dim(); d += HeadLayout.CHUNK) {
      int at = offset + d * Kernels.BLOCK + slot * HeadLayout.CHUNK;
      System.arraycopy(x, from + d, page, at, Math.min(HeadLayout.CHUNK, layout.dim() - d));
    }
  }

  /** As above in bfloat16. */
  public static void value(
      HeadLayout layout, float[] x, int from, int[] page, int offset, int slot) {
    int at = offset + slot * HeadLayout.HALF;
    for (int p = 0; p < layout.valueStride() / 2; p++) {
      int first = HeadLayout.firstOfValuePair(p);
      float low = first < layout.dim() ? x[from + first] : 0f;
      int second = first + HeadLayout.HALF;
      float high = second < layout.dim() ? x[from + second] : 0f;
      page[at + HeadLayout.valuePairAt(p)] = Bfloat16.pair(low, high);
    }
  }

  /**
   * As above in 8 bits.
   *
   * @return the scale
   */
  public static float value(
      HeadLayout layout, float[] x, int from, short[] page, int offset, int slot) {
    float magnitude = magnitude(x, from, layout.dim());
    float inverse = inverseScale(magnitude);
    int at = offset + slot * HeadLayout.HALF;
    for (int p = 0; p < layout.valueStride() / 2; p++) {
      int first = HeadLayout.firstOfValuePair(p);
      int low = first < layout.dim() ? whole(x[from + first], inverse) : 0;
      int second = first + HeadLayout.HALF;
      int high = second < layout.dim() ? whole(x[from + second], inverse) : 0;
      page[at + HeadLayout.valuePairAt(p)] = bytes(low, high);
    }
    return scale(magnitude);
  }

  private static short bytes(int low, int high) {
    return (short) (low & 0xFF | high << 8);
  }

  /** Bits of magnitudes order as numbers do, a NaN above all. */
  private static float magnitude(float[] x, int from, int n) {
    int bits = 0;
    for (int i = from; i < from + n; i++) {
      bits = Math.max(bits, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(bits);
  }

  private static float scale(float magnitude) {
    return !Float.isFinite(magnitude) ? Float.NaN : magnitude < SMALLEST ? 0f : magnitude / LIMIT;
  }

  private static float inverseScale(float magnitude) {
    return !Float.isFinite(magnitude) || magnitude < SMALLEST ? 0f : LIMIT / magnitude;
  }

  /** The nearest whole number; 0 where the inverse is 0, since NaN · 0 leaves no number. */
  private static int whole(float x, float inverse) {
    return inverse == 0f ? 0 : (byte) Float.floatToRawIntBits(x * inverse + ROUND);
  }
}
