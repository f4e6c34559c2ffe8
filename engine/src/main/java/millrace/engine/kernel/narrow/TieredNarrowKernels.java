package millrace.engine.kernel.narrow;

import millrace.engine.kernel.Tier;

/** Conversions, plain loops to begin with, vectors later; see {@link Tier}. */
public final class TieredNarrowKernels implements NarrowKernels {
  private final Tier<NarrowKernels> transform;
  private final Tier<NarrowKernels> magnitude;
  private final Tier<NarrowKernels> roundToUnsigned;
  private final Tier<NarrowKernels> roundToFloats;
  private final Tier<NarrowKernels> rescale;
  private final Tier<NarrowKernels> toBfloat16;

  /**
   * @param beginNanos when vectors begin, as {@link Tier#Tier}
   */
  public TieredNarrowKernels(NarrowKernels scalar, NarrowKernels vector, long beginNanos) {
    transform = new Tier<>(scalar, vector, beginNanos);
    magnitude = new Tier<>(scalar, vector, beginNanos);
    roundToUnsigned = new Tier<>(scalar, vector, beginNanos);
    roundToFloats = new Tier<>(scalar, vector, beginNanos);
    rescale = new Tier<>(scalar, vector, beginNanos);
    toBfloat16 = new Tier<>(scalar, vector, beginNanos);
  }

  @Override
  public void transform(float[] x, int offset, int n, float[] work) {
    transform.choose(n).transform(x, offset, n, work);
  }

  @Override
  public float magnitude(float[] work, int n) {
    return magnitude.choose(n).magnitude(work, n);
  }

  @Override
  public void roundToUnsigned(float[] work, int n, float magnitude, byte[] out, int outOffset) {
    roundToUnsigned.choose(n).roundToUnsigned(work, n, magnitude, out, outOffset);
  }

  @Override
  public void roundToFloats(float[] work, int n, float magnitude, float[] out, int outOffset) {
    roundToFloats.choose(n).roundToFloats(work, n, magnitude, out, outOffset);
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
    rescale
        .choose(count)
        .rescale(sums, sumOffset, count, corrections, scales, at, rowScale, out, outOffset);
  }

  @Override
  public void toBfloat16(float[] x, int offset, int n, short[] out) {
    toBfloat16.choose(n).toBfloat16(x, offset, n, out);
  }
}
