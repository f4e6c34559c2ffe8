package millrace.engine.model;

/**
 * A rotary embedding: element i of a head's first {@code 2 · inverseFrequencies.length} elements
 * turns by position · inverseFrequencies[i] together with its partner half a rotation width on.
 *
 * @param inverseFrequencies radians per position, one per pair, scaling included
 * @param magnitude multiplies cosines and sines (YaRN's and LongRoPE's attention factor), usually 1
 */
@SuppressWarnings("ArrayRecordComponent") // written once, compared by identity only
public record Rope(float[] inverseFrequencies, float magnitude) {

  /**
   * The plain embedding: 1 / base^(2i / dims), in float32 as the reference implementation does.
   *
   * @param base usually 10,000 or more
   * @param dims elements of a head that rotate; even
   */
  public static Rope plain(double base, int dims) {
    float[] inverse = new float[dims / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1.0 / StrictMath.pow(base, 2.0 * i / dims));
    }
    return new Rope(inverse, 1f);
  }

  /** The same with each frequency divided by a factor (GGUF's {@code rope_freqs}). */
  public Rope dividedBy(float[] factors) {
    float[] inverse = inverseFrequencies.clone();
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] /= factors[i];
    }
    return new Rope(inverse, magnitude);
  }

  /** The same with all frequencies divided by one factor (linear scaling). */
  public Rope dividedBy(float factor) {
    float[] factors = new float[inverseFrequencies.length];
    java.util.Arrays.fill(factors, factor);
    return dividedBy(factors);
  }

  /** Number of elements that rotate. */
  public int dims() {
    return 2 * inverseFrequencies.length;
  }
}
