package millrace.engine.kernel.narrow;

import java.util.Arrays;

/** Plain loops: the oracle, and the fallback without Vector API. */
public final class ScalarNarrowKernels implements NarrowKernels {
  private static final int ABSOLUTE = 0x7FFF_FFFF;
  private static final int INFINITY_BITS = 0x7F80_0000;

  @Override
  public void transform(float[] x, int offset, int n, float[] work) {
    System.arraycopy(x, offset, work, 0, n);
    Hadamard.transform(work, n);
  }

  @Override
  public float magnitude(float[] work, int n) {
    return magnitude(work, 0, n, 0, 0);
  }

  /** Bits of magnitudes order as they do, a NaN above all. */
  static int magnitudeBits(float x) {
    return Float.floatToRawIntBits(x) & ABSOLUTE;
  }

  /** The magnitude of x[from, to) and of what went before. */
  static float magnitude(float[] x, int from, int to, int elementBits, int pairBits) {
    int element = elementBits;
    for (int i = from; i < to; i++) {
      element = Math.max(element, magnitudeBits(x[i]));
    }
    int pair = pairBits;
    for (int i = from; i + 1 < to; i++) {
      pair = Math.max(pair, magnitudeBits(x[i] + x[i + 1]));
    }
    return NarrowKernels.magnitude(Float.intBitsToFloat(element), Float.intBitsToFloat(pair));
  }

  @Override
  public void roundToUnsigned(float[] work, int n, float magnitude, byte[] out, int outOffset) {
    roundToUnsigned(work, 0, n, magnitude, out, outOffset);
  }

  static void roundToUnsigned(
      float[] work, int from, int to, float magnitude, byte[] out, int outOffset) {
    if (!Float.isFinite(magnitude)) {
      Arrays.fill(out, outOffset + from, outOffset + to, (byte) OFFSET);
      return;
    }
    float inverse = NarrowKernels.inverseScale(magnitude);
    for (int i = from; i < to; i++) {
      out[outOffset + i] = (byte) Float.floatToRawIntBits(work[i] * inverse + (ROUND + OFFSET));
    }
  }

  @Override
  public void roundToFloats(float[] work, int n, float magnitude, float[] out, int outOffset) {
    roundToFloats(work, 0, n, magnitude, out, outOffset);
  }

  static void roundToFloats(
      float[] work, int from, int to, float magnitude, float[] out, int outOffset) {
    if (!Float.isFinite(magnitude)) {
      Arrays.fill(out, outOffset + from, outOffset + to, 0f);
      return;
    }
    float inverse = NarrowKernels.inverseScale(magnitude);
    for (int i = from; i < to; i++) {
      out[outOffset + i] = work[i] * inverse + ROUND - ROUND;
    }
  }

  @Override
  public void rescale(
      int[] sums,
      int sumOffset,
      int count,
      int[] corrections,
      float[] scales,
      int at,
      float rowScale,
      float[] out,
      int outOffset) {
    rescale(sums, sumOffset, 0, count, corrections, scales, at, rowScale, out, outOffset);
  }

  static void rescale(
      int[] sums,
      int sumOffset,
      int from,
      int to,
      int[] corrections,
      float[] scales,
      int at,
      float rowScale,
      float[] out,
      int outOffset) {
    for (int i = from; i < to; i++) {
      out[outOffset + i] =
          (float) (sums[sumOffset + i] - corrections[at + i]) * rowScale * scales[at + i];
    }
  }

  @Override
  public void toBfloat16(float[] x, int offset, int n, short[] out) {
    toBfloat16(x, offset, 0, n, out);
  }

  static void toBfloat16(float[] x, int offset, int from, int to, short[] out) {
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(x[offset + i]);
      int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
      int chosen = (bits & ABSOLUTE) > INFINITY_BITS ? bits | 0x40_0000 : rounded;
      out[i] = (short) (chosen >>> 16);
    }
  }
}
