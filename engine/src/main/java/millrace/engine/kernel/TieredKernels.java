package millrace.engine.kernel;

import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.TieredAttention;

/** All kernels, plain loops to begin with, vectors later; see {@link Tier}. */
final class TieredKernels implements Kernels {
  private final Tier<Kernels> rmsNorm;
  private final Tier<Kernels> layerNorm;
  private final Tier<Kernels> rotate;
  private final Tier<Kernels> add;
  private final Tier<Kernels> addScaled;
  private final Tier<Kernels> scale;
  private final Tier<Kernels> gate;
  private final Tier<Kernels> activate;
  private final Tier<Kernels> softCap;
  private final Tier<Kernels> max;
  private final Tier<Kernels> raise;
  private final Tier<Kernels> expAndSum;
  private final Tier<Kernels> sumExp;
  private final Kernels vector;
  private final AttentionKernels attention;

  /**
   * @param beginNanos when vectors begin, as {@link Tier#Tier}
   */
  TieredKernels(Kernels scalar, Kernels vector, long beginNanos) {
    rmsNorm = new Tier<>(scalar, vector, beginNanos);
    layerNorm = new Tier<>(scalar, vector, beginNanos);
    rotate = new Tier<>(scalar, vector, beginNanos);
    add = new Tier<>(scalar, vector, beginNanos);
    addScaled = new Tier<>(scalar, vector, beginNanos);
    scale = new Tier<>(scalar, vector, beginNanos);
    gate = new Tier<>(scalar, vector, beginNanos);
    activate = new Tier<>(scalar, vector, beginNanos);
    softCap = new Tier<>(scalar, vector, beginNanos);
    max = new Tier<>(scalar, vector, beginNanos);
    raise = new Tier<>(scalar, vector, beginNanos);
    expAndSum = new Tier<>(scalar, vector, beginNanos);
    sumExp = new Tier<>(scalar, vector, beginNanos);
    this.vector = vector;
    attention = new TieredAttention(scalar.attention(), vector.attention(), beginNanos);
  }

  @Override
  public String name() {
    return vector.name();
  }

  @Override
  public AttentionKernels attention() {
    return attention;
  }

  /** Vectors from the start: the loops are long, so they are compiled soon. */
  @Override
  public void multiplyPanel(
      float[] x,
      int xOffset,
      int rows,
      int inputs,
      float[] panel,
      int columns,
      float[] out,
      int outOffset,
      int outStride,
      float[] scratch) {
    vector.multiplyPanel(
        x, xOffset, rows, inputs, panel, columns, out, outOffset, outStride, scratch);
  }

  @Override
  public void rmsNorm(
      float[] x, int xOffset, float[] weight, float epsilon, float[] out, int outOffset, int n) {
    rmsNorm.choose(n).rmsNorm(x, xOffset, weight, epsilon, out, outOffset, n);
  }

  @Override
  public void layerNorm(
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float epsilon,
      float[] out,
      int outOffset,
      int n) {
    layerNorm.choose(n).layerNorm(x, xOffset, weight, bias, epsilon, out, outOffset, n);
  }

  @Override
  public void rotate(float[] x, int offset, int half, float[] cos, float[] sin, int angleOffset) {
    rotate.choose(half).rotate(x, offset, half, cos, sin, angleOffset);
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
    add.choose(n).add(x, xOffset, y, yOffset, n);
  }

  @Override
  public void addScaled(float[] x, int xOffset, float scale, float[] y, int yOffset, int n) {
    addScaled.choose(n).addScaled(x, xOffset, scale, y, yOffset, n);
  }

  @Override
  public void scale(float[] x, int offset, float scale, int n) {
    this.scale.choose(n).scale(x, offset, scale, n);
  }

  @Override
  public void gate(
      Activation activation,
      float[] gate,
      int gateOffset,
      float[] up,
      int upOffset,
      float[] out,
      int outOffset,
      int n) {
    this.gate.choose(n).gate(activation, gate, gateOffset, up, upOffset, out, outOffset, n);
  }

  @Override
  public void activate(Activation activation, float[] x, int offset, int n) {
    activate.choose(n).activate(activation, x, offset, n);
  }

  @Override
  public void softCap(float[] x, int offset, float cap, int n) {
    softCap.choose(n).softCap(x, offset, cap, n);
  }

  @Override
  public float max(float[] x, int offset, int n) {
    return max.choose(n).max(x, offset, n);
  }

  @Override
  public void raise(float[] highest, float[] x, int offset, int n) {
    raise.choose(n).raise(highest, x, offset, n);
  }

  @Override
  public float expAndSum(float[] scores, int offset, int n, float max) {
    return expAndSum.choose(n).expAndSum(scores, offset, n, max);
  }

  @Override
  public double sumExp(float[] x, int offset, float max, int n, float[] scratch) {
    return sumExp.choose(n).sumExp(x, offset, max, n, scratch);
  }
}
