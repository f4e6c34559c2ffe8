package millrace.engine.model;

import millrace.engine.kernel.Kernels;

/**
 * A normalization with its weights.
 *
 * @param kind which one
 * @param weight [n]
 * @param bias [n] for {@link Kind#LAYER}, else null
 * @param epsilon added to the mean square or variance
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
public record Norm(Kind kind, float[] weight, float[] bias, float epsilon) {

  /** The normalizations that families use. */
  public enum Kind {
    /** Root mean square, no mean subtracted. */
    RMS,
    /** LayerNorm with bias. */
    LAYER
  }

  /** Normalizes {@code weight.length} elements; {@code x} and {@code out} may be the same. */
  void apply(Kernels kernels, float[] x, int xOffset, float[] out, int outOffset) {
    switch (kind) {
      case RMS -> kernels.rmsNorm(x, xOffset, weight, epsilon, out, outOffset, weight.length);
      case LAYER ->
          kernels.layerNorm(x, xOffset, weight, bias, epsilon, out, outOffset, weight.length);
    }
  }
}
