package millrace.engine.kernel;

import millrace.engine.kernel.attention.AttentionKernels;

/**
 * The numeric work of a forward step besides matrix products, on rows of float arrays. One thread
 * calls each method on its own rows.
 *
 * <p>Every implementation gives the same bits. Sums run either along one chain of fused
 * multiply-adds or over {@link #LANES} partial sums that {@link LaneSum} joins in a fixed order;
 * exponentials are {@link ExpPolynomial}'s.
 */
public interface Kernels {
  /** Number of partial sums of a reduction, whatever the vector length of the CPU. */
  int LANES = 16;

  /** Tokens in a block of the KV cache. */
  int BLOCK = 32;

  /** Name for logs and the manifest, with the vector length where there is one. */
  String name();

  /** Columns in a panel of packed weights; see {@link #multiplyPanel}. */
  int PANEL = 64;

  /**
   * {@code out[r, c] = Σ_k x[r, k] · panel[k, c]}, summed from k = 0 upwards by fused multiply-add.
   *
   * @param x inputs, row {@code r} at {@code xOffset + r * inputs}
   * @param rows number of input rows
   * @param inputs length of an input row
   * @param panel [inputs, PANEL] weights
   * @param columns how many of the panel's columns to write, 1 … PANEL
   * @param out outputs, row {@code r} at {@code outOffset + r * outStride}
   * @param scratch at least PANEL floats
   */
  void multiplyPanel(
      float[] x,
      int xOffset,
      int rows,
      int inputs,
      float[] panel,
      int columns,
      float[] out,
      int outOffset,
      int outStride,
      float[] scratch);

  /** {@code out = x / sqrt(mean(x²) + epsilon) · weight} over n elements (Zhang, Sennrich 2019). */
  void rmsNorm(
      float[] x, int xOffset, float[] weight, float epsilon, float[] out, int outOffset, int n);

  /** {@code out = (x − mean) / sqrt(variance + epsilon) · weight + bias} over n elements. */
  void layerNorm(
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float epsilon,
      float[] out,
      int outOffset,
      int n);

  /**
   * Rotary embedding of one head in the half-split layout: element i pairs with i + half (Su et al.
   * 2021).
   *
   * @param cos cosines of this position's angles from {@code angleOffset}, {@code half} of them
   * @param sin sines likewise
   */
  void rotate(float[] x, int offset, int half, float[] cos, float[] sin, int angleOffset);

  /** {@code y += x} over n elements. */
  void add(float[] x, int xOffset, float[] y, int yOffset, int n);

  /** {@code y += scale · x} over n elements. */
  void addScaled(float[] x, int xOffset, float scale, float[] y, int yOffset, int n);

  /** {@code x *= scale} over n elements. */
  void scale(float[] x, int offset, float scale, int n);

  /** {@code out = activation(gate) · up} over n elements. */
  void gate(
      Activation activation,
      float[] gate,
      int gateOffset,
      float[] up,
      int upOffset,
      float[] out,
      int outOffset,
      int n);

  /** {@code x = activation(x)} over n elements. */
  void activate(Activation activation, float[] x, int offset, int n);

  /** {@code x = cap · tanh(x / cap)} over n elements. */
  void softCap(float[] x, int offset, float cap, int n);

  /** The kernels that read the KV cache. */
  AttentionKernels attention();

  /** The largest of n elements that are numbers; negative infinity when there is none. */
  float max(float[] x, int offset, int n);

  /** {@code highest[i] = Math.max(highest[i], x[offset + i])} over n elements: a NaN stays. */
  void raise(float[] highest, float[] x, int offset, int n);

  /**
   * Replaces scores by {@code exp(score − max)} and returns their sum.
   *
   * @param n number of scores, at least 1
   * @param max what {@link #max} says of them
   */
  float expAndSum(float[] scores, int offset, int n, float max);

  /** {@link #max} and {@link #expAndSum(float[], int, int, float)} in one. */
  default float expAndSum(float[] scores, int offset, int n) {
    return expAndSum(scores, offset, n, max(scores, offset, n));
  }

  /** The kernels' exponential function. */
  static float exp(float x) {
    return ExpPolynomial.exp(x);
  }

  /** Elements of a row that {@link #sumExp} sums in float before it goes on in double. */
  int STRETCH = 512;

  /**
   * {@code Σ exp(x[i] − max)} over n elements, which stay as they are: {@link #LANES} partial sums
   * over each {@link #STRETCH} elements, and the stretches in double, in their order.
   *
   * @param max no element is above it
   * @param scratch at least LANES floats
   */
  double sumExp(float[] x, int offset, float max, int n, float[] scratch);
}
