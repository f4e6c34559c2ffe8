package millrace.engine.kernel;

/**
 * The exponential function of the kernels: range reduction to |r| ≤ ln2/2 and a polynomial of
 * degree 6 in Horner form by fused multiply-add, within 2 ulp of exp on [-87, 88].
 *
 * <p>Coefficients: those of Cephes' expf (Moshier). Arguments outside [-87.3, 88] are clamped. Only
 * operations that IEEE 754 defines exactly are used, so scalar and vector code give the same bits.
 */
final class ExpPolynomial {
  static final float LOW = -87.3f;
  static final float HIGH = 88.0f;
  static final float LOG2_E = 1.44269504088896341f;

  /** 1.5 · 2^23: adding it rounds to an integer that stands in the low mantissa bits. */
  static final float ROUND = 12_582_912f;

  /** The bits of 1f; n added to its exponent gives 2^n. A NaN stays NaN. */
  static final int ONE_BITS = 0x3F80_0000;

  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float C5 = 1.9875691500e-4f;
  static final float C4 = 1.3981999507e-3f;
  static final float C3 = 8.3334519073e-3f;
  static final float C2 = 4.1665795894e-2f;
  static final float C1 = 1.6666665459e-1f;
  static final float C0 = 5.0000001201e-1f;

  private ExpPolynomial() {}

  static float exp(float x) {
    float clamped = Math.min(Math.max(x, LOW), HIGH);
    float shifted = Math.fma(clamped, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, clamped));
    float p = Math.fma(C5, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, C1);
    p = Math.fma(p, r, C0);
    p = Math.fma(p, r * r, r) + 1f;
    return p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + ONE_BITS);
  }

  static float sigmoid(float x) {
    return 1f / (1f + exp(-x));
  }

  static float tanh(float x) {
    return 1f - 2f / (exp(2f * x) + 1f);
  }
}
