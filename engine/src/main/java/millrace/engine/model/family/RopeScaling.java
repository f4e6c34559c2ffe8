package millrace.engine.model.family;

import millrace.engine.model.Rope;

/**
 * Ways to stretch a rotary embedding over a longer context. Formulas: Hugging Face transformers,
 * modeling_rope_utils; computed in double, rounded to float once.
 */
final class RopeScaling {
  private RopeScaling() {}

  /**
   * Llama 3.1's: long wavelengths are divided by the factor, short ones kept, those between
   * interpolated.
   */
  static Rope llama3(Rope plain, double factor, double low, double high, double original) {
    float[] inverse = plain.inverseFrequencies().clone();
    for (int i = 0; i < inverse.length; i++) {
      double wavelength = 2 * Math.PI / inverse[i];
      if (wavelength > original / low) {
        inverse[i] = (float) (inverse[i] / factor);
      } else if (wavelength >= original / high) {
        double smooth = (original / wavelength - low) / (high - low);
        inverse[i] = (float) ((1 - smooth) * inverse[i] / factor + smooth * inverse[i]);
      }
    }
    return new Rope(inverse, 1f);
  }

  /**
   * The parameters of YaRN (Peng et al. 2023).
   *
   * @param factor context extension
   * @param original context before the extension
   * @param betaFast rotations from which a frequency is kept
   * @param betaSlow rotations below which it is divided by the factor
   * @param magnitude attention factor; multiplies cosines and sines
   */
  record Yarn(double factor, double original, double betaFast, double betaSlow, double magnitude) {

    /** The attention factor that goes with an extension when none is given. */
    static double magnitudeFor(double factor) {
      return factor <= 1 ? 1 : 0.1 * StrictMath.log(factor) + 1;
    }
  }

  /** YaRN: a ramp over the dimensions between dividing by the factor and keeping. */
  static Rope yarn(Rope plain, double base, Yarn yarn) {
    int dims = plain.dims();
    double low = Math.max(0, Math.floor(dimension(yarn.betaFast(), dims, base, yarn.original())));
    double high =
        Math.min(dims - 1, Math.ceil(dimension(yarn.betaSlow(), dims, base, yarn.original())));
    double span = high == low ? 0.001 : high - low;
    float[] inverse = plain.inverseFrequencies().clone();
    for (int i = 0; i < inverse.length; i++) {
      double interpolated = Math.min(1, Math.max(0, (i - low) / span));
      inverse[i] =
          (float) (inverse[i] / yarn.factor() * interpolated + inverse[i] * (1 - interpolated));
    }
    return new Rope(inverse, (float) yarn.magnitude());
  }

  /** The dimension whose frequency makes that many rotations over the original context. */
  private static double dimension(double rotations, int dims, double base, double original) {
    return dims * StrictMath.log(original / (rotations * 2 * Math.PI)) / (2 * StrictMath.log(base));
  }

  /**
   * LongRoPE (Ding et al. 2024): one factor per frequency.
   *
   * @param extension longest context over original context
   */
  static double longMagnitude(double extension, double original) {
    return extension <= 1 ? 1 : Math.sqrt(1 + StrictMath.log(extension) / StrictMath.log(original));
  }
}
