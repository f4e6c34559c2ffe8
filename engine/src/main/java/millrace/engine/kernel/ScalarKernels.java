package millrace.engine.kernel;

import static java.lang.Math.fma;

import java.util.Arrays;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.ScalarAttention;

/** Plain loops: the oracle of the other implementations, and the fallback without Vector API. */
public final class ScalarKernels implements Kernels {
  static final float GELU_C = 0.7978845608028654f;
  static final float GELU_A = 0.044715f;

  private final AttentionKernels attention = new ScalarAttention();

  @Override
  public String name() {
    return "scalar";
  }

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
    for (int r = 0; r < rows; r++) {
      Arrays.fill(scratch, 0, PANEL, 0f);
      int row = xOffset + r * inputs;
      for (int k = 0; k < inputs; k++) {
        float value = x[row + k];
        int at = k * PANEL;
        for (int c = 0; c < PANEL; c++) {
          scratch[c] = fma(value, panel[at + c], scratch[c]);
        }
      }
      System.arraycopy(scratch, 0, out, outOffset + r * outStride, columns);
    }
  }

  @Override
  public void rmsNorm(
      float[] x, int xOffset, float[] weight, float epsilon, float[] out, int outOffset, int n) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < n; i++) {
      float value = x[xOffset + i];
      lanes[i & (LANES - 1)] = fma(value, value, lanes[i & (LANES - 1)]);
    }
    float factor = inverseRoot(LaneSum.of(lanes) / n + epsilon);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = x[xOffset + i] * factor * weight[i];
    }
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
    float[] lanes = new float[LANES];
    for (int i = 0; i < n; i++) {
      lanes[i & (LANES - 1)] += x[xOffset + i];
    }
    float mean = LaneSum.of(lanes) / n;
    Arrays.fill(lanes, 0f);
    for (int i = 0; i < n; i++) {
      float centred = x[xOffset + i] - mean;
      lanes[i & (LANES - 1)] = fma(centred, centred, lanes[i & (LANES - 1)]);
    }
    float factor = inverseRoot(LaneSum.of(lanes) / n + epsilon);
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = fma((x[xOffset + i] - mean) * factor, weight[i], bias[i]);
    }
  }

  /** 1/√x rounded once to float; the same on every CPU because Math.sqrt is exact. */
  static float inverseRoot(float x) {
    return (float) (1.0 / Math.sqrt(x));
  }

  @Override
  public void rotate(float[] x, int offset, int half, float[] cos, float[] sin, int angleOffset) {
    rotateTail(x, offset, half, cos, sin, angleOffset, 0);
  }

  static void rotateTail(
      float[] x, int offset, int half, float[] cos, float[] sin, int angleOffset, int from) {
    for (int i = from; i < half; i++) {
      float a = x[offset + i];
      float b = x[offset + half + i];
      float c = cos[angleOffset + i];
      float s = sin[angleOffset + i];
      x[offset + i] = fma(a, c, -(b * s));
      x[offset + half + i] = fma(b, c, a * s);
    }
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += x[xOffset + i];
    }
  }

  @Override
  public void addScaled(float[] x, int xOffset, float scale, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = fma(scale, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public void scale(float[] x, int offset, float scale, int n) {
    for (int i = 0; i < n; i++) {
      x[offset + i] *= scale;
    }
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
    gateTail(activation, gate, gateOffset, up, upOffset, out, outOffset, 0, n);
  }

  static void gateTail(
      Activation activation,
      float[] gate,
      int gateOffset,
      float[] up,
      int upOffset,
      float[] out,
      int outOffset,
      int from,
      int n) {
    for (int i = from; i < n; i++) {
      out[outOffset + i] = activated(activation, gate[gateOffset + i]) * up[upOffset + i];
    }
  }

  @Override
  public void activate(Activation activation, float[] x, int offset, int n) {
    for (int i = offset; i < offset + n; i++) {
      x[i] = activated(activation, x[i]);
    }
  }

  static float activated(Activation activation, float x) {
    return switch (activation) {
      case SILU -> x * ExpPolynomial.sigmoid(x);
      case GELU_TANH -> {
        float inner = GELU_C * fma(GELU_A * x * x, x, x);
        yield 0.5f * x * (1f + ExpPolynomial.tanh(inner));
      }
    };
  }

  @Override
  public void softCap(float[] x, int offset, float cap, int n) {
    for (int i = offset; i < offset + n; i++) {
      x[i] = cap * ExpPolynomial.tanh(x[i] / cap);
    }
  }

  @Override
  public AttentionKernels attention() {
    return attention;
  }

  @Override
  public float max(float[] x, int offset, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + n; i++) {
      max = max < x[i] ? x[i] : max;
    }
    return max;
  }

  @Override
  public void raise(float[] highest, float[] x, int offset, int n) {
    raiseTail(highest, x, offset, 0, n);
  }

  static void raiseTail(float[] highest, float[] x, int offset, int from, int n) {
    for (int i = from; i < n; i++) {
      highest[i] = Math.max(highest[i], x[offset + i]);
    }
  }

  @Override
  public float expAndSum(float[] scores, int offset, int n, float max) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < n; i++) {
      float e = ExpPolynomial.exp(scores[offset + i] - max);
      scores[offset + i] = e;
      lanes[i & (LANES - 1)] += e;
    }
    return LaneSum.of(lanes);
  }

  @Override
  public double sumExp(float[] x, int offset, float max, int n, float[] scratch) {
    double sum = 0;
    for (int first = 0; first < n; first += STRETCH) {
      Arrays.fill(scratch, 0, LANES, 0f);
      for (int i = first; i < Math.min(n, first + STRETCH); i++) {
        scratch[i & (LANES - 1)] += ExpPolynomial.exp(x[offset + i] - max);
      }
      sum += LaneSum.of(scratch);
    }
    return sum;
  }
}
