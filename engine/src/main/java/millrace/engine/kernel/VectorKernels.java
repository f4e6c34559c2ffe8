package millrace.engine.kernel;

import static millrace.engine.kernel.ExactVectors.exact;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.VectorAttention;

/**
 * Kernels on the Vector API, for vector lengths of 4, 8 and 16 floats. The same bits as {@link
 * ScalarKernels}: lane order is that of {@link Kernels#LANES} virtual lanes, and remainders run
 * through the scalar code.
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int VL = SPECIES.length();

  /** Columns that one tile computes: four vectors. */
  private static final int TILE = 4 * VL;

  /**
   * Rows that one tile computes: 16 sums fit the registers of AVX-512 and NEON, 8 those of AVX2.
   */
  private static final int TILE_ROWS = VL == 8 ? 2 : 4;

  private final ScalarKernels scalar = new ScalarKernels();
  private final AttentionKernels attention = new VectorAttention();
  private final VectorExpSum exponentials = new VectorExpSum();

  /** True where the CPU's vector length is one that these kernels are written for. */
  public static boolean supported() {
    return VL == 4 || VL == 8 || VL == 16;
  }

  @Override
  public String name() {
    return "vector-" + SPECIES.vectorBitSize();
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
    if (columns < PANEL) {
      multiplyNarrow(x, xOffset, rows, inputs, panel, columns, out, outOffset, outStride, scratch);
      return;
    }
    for (int c = 0; c < PANEL; c += TILE) {
      int r = 0;
      if (TILE_ROWS == 4) {
        for (; r + 4 <= rows; r += 4) {
          tile4(
              x,
              xOffset + r * inputs,
              inputs,
              panel,
              c,
              out,
              outOffset + r * outStride + c,
              outStride);
        }
      }
      for (; r + 2 <= rows; r += 2) {
        tile2(
            x,
            xOffset + r * inputs,
            inputs,
            panel,
            c,
            out,
            outOffset + r * outStride + c,
            outStride);
      }
      if (r < rows) {
        tile1(x, xOffset + r * inputs, inputs, panel, c, out, outOffset + r * outStride + c);
      }
    }
  }

  /** The last panel of a matrix: computed whole in scratch, then cut. */
  private static void multiplyNarrow(
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
      for (int c = 0; c < columns; c += TILE) {
        tile1(x, xOffset + r * inputs, inputs, panel, c, scratch, c);
      }
      System.arraycopy(scratch, 0, out, outOffset + r * outStride, columns);
    }
  }

  private static void tile4(
      float[] x, int xo, int inputs, float[] panel, int c, float[] out, int oo, int stride) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    int x1 = xo + inputs;
    int x2 = x1 + inputs;
    int x3 = x2 + inputs;
    for (int k = 0, at = c; k < inputs; k++, at += PANEL) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, at);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, at + VL);
      FloatVector w2 = FloatVector.fromArray(SPECIES, panel, at + 2 * VL);
      FloatVector w3 = FloatVector.fromArray(SPECIES, panel, at + 3 * VL);
      FloatVector a = FloatVector.broadcast(SPECIES, x[xo + k]);
      s00 = a.fma(w0, s00);
      s01 = a.fma(w1, s01);
      s02 = a.fma(w2, s02);
      s03 = a.fma(w3, s03);
      a = FloatVector.broadcast(SPECIES, x[x1 + k]);
      s10 = a.fma(w0, s10);
      s11 = a.fma(w1, s11);
      s12 = a.fma(w2, s12);
      s13 = a.fma(w3, s13);
      a = FloatVector.broadcast(SPECIES, x[x2 + k]);
      s20 = a.fma(w0, s20);
      s21 = a.fma(w1, s21);
      s22 = a.fma(w2, s22);
      s23 = a.fma(w3, s23);
      a = FloatVector.broadcast(SPECIES, x[x3 + k]);
      s30 = a.fma(w0, s30);
      s31 = a.fma(w1, s31);
      s32 = a.fma(w2, s32);
      s33 = a.fma(w3, s33);
    }
    store4(s00, s01, s02, s03, out, oo);
    store4(s10, s11, s12, s13, out, oo + stride);
    store4(s20, s21, s22, s23, out, oo + 2 * stride);
    store4(s30, s31, s32, s33, out, oo + 3 * stride);
  }

  private static void tile2(
      float[] x, int xo, int inputs, float[] panel, int c, float[] out, int oo, int stride) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    int x1 = xo + inputs;
    for (int k = 0, at = c; k < inputs; k++, at += PANEL) {
      FloatVector w0 = FloatVector.fromArray(SPECIES, panel, at);
      FloatVector w1 = FloatVector.fromArray(SPECIES, panel, at + VL);
      FloatVector w2 = FloatVector.fromArray(SPECIES, panel, at + 2 * VL);
      FloatVector w3 = FloatVector.fromArray(SPECIES, panel, at + 3 * VL);
      FloatVector a = FloatVector.broadcast(SPECIES, x[xo + k]);
      s00 = a.fma(w0, s00);
      s01 = a.fma(w1, s01);
      s02 = a.fma(w2, s02);
      s03 = a.fma(w3, s03);
      a = FloatVector.broadcast(SPECIES, x[x1 + k]);
      s10 = a.fma(w0, s10);
      s11 = a.fma(w1, s11);
      s12 = a.fma(w2, s12);
      s13 = a.fma(w3, s13);
    }
    store4(s00, s01, s02, s03, out, oo);
    store4(s10, s11, s12, s13, out, oo + stride);
  }

  private static void tile1(
      float[] x, int xo, int inputs, float[] panel, int c, float[] out, int oo) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int k = 0, at = c; k < inputs; k++, at += PANEL) {
      FloatVector a = FloatVector.broadcast(SPECIES, x[xo + k]);
      s0 = a.fma(FloatVector.fromArray(SPECIES, panel, at), s0);
      s1 = a.fma(FloatVector.fromArray(SPECIES, panel, at + VL), s1);
      s2 = a.fma(FloatVector.fromArray(SPECIES, panel, at + 2 * VL), s2);
      s3 = a.fma(FloatVector.fromArray(SPECIES, panel, at + 3 * VL), s3);
    }
    store4(s0, s1, s2, s3, out, oo);
  }

  private static void store4(
      FloatVector v0, FloatVector v1, FloatVector v2, FloatVector v3, float[] out, int at) {
    v0.intoArray(out, at);
    v1.intoArray(out, at + VL);
    v2.intoArray(out, at + 2 * VL);
    v3.intoArray(out, at + 3 * VL);
  }

  @Override
  public void rmsNorm(
      float[] x, int xOffset, float[] weight, float epsilon, float[] out, int outOffset, int n) {
    float[] lanes = new float[LANES];
    int whole = n & -LANES;
    for (int lane = 0; lane < LANES; lane += VL) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = lane; i < whole; i += LANES) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
        sum = v.fma(v, sum);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < n; i++) {
      float value = x[xOffset + i];
      lanes[i - whole] = Math.fma(value, value, lanes[i - whole]);
    }
    float factor = ScalarKernels.inverseRoot(LaneSum.of(lanes) / n + epsilon);
    int i = 0;
    for (; i + VL <= n; i += VL) {
      FloatVector.fromArray(SPECIES, x, xOffset + i)
          .mul(factor)
          .mul(FloatVector.fromArray(SPECIES, weight, i))
          .intoArray(out, outOffset + i);
    }
    for (; i < n; i++) {
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
    // One family of old models uses it, a few times a layer: not worth a second implementation.
    scalar.layerNorm(x, xOffset, weight, bias, epsilon, out, outOffset, n);
  }

  @Override
  public void rotate(float[] x, int offset, int half, float[] cos, float[] sin, int angleOffset) {
    int i = 0;
    for (; i + VL <= half; i += VL) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, offset + i);
      FloatVector b = FloatVector.fromArray(SPECIES, x, offset + half + i);
      FloatVector c = FloatVector.fromArray(SPECIES, cos, angleOffset + i);
      FloatVector s = FloatVector.fromArray(SPECIES, sin, angleOffset + i);
      a.fma(c, b.mul(s).neg()).intoArray(x, offset + i);
      b.fma(c, a.mul(s)).intoArray(x, offset + half + i);
    }
    ScalarKernels.rotateTail(x, offset, half, cos, sin, angleOffset, i);
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      FloatVector.fromArray(SPECIES, y, yOffset + i)
          .add(FloatVector.fromArray(SPECIES, x, xOffset + i))
          .intoArray(y, yOffset + i);
    }
    scalar.add(x, xOffset + i, y, yOffset + i, n - i);
  }

  @Override
  public void addScaled(float[] x, int xOffset, float scale, float[] y, int yOffset, int n) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    int i = 0;
    for (; i + VL <= n; i += VL) {
      factor
          .fma(
              FloatVector.fromArray(SPECIES, x, xOffset + i),
              FloatVector.fromArray(SPECIES, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    scalar.addScaled(x, xOffset + i, scale, y, yOffset + i, n - i);
  }

  @Override
  public void scale(float[] x, int offset, float scale, int n) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      FloatVector.fromArray(SPECIES, x, offset + i).mul(scale).intoArray(x, offset + i);
    }
    scalar.scale(x, offset + i, scale, n - i);
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
    int i = 0;
    for (; i + VL <= n; i += VL) {
      activated(activation, FloatVector.fromArray(SPECIES, gate, gateOffset + i))
          .mul(FloatVector.fromArray(SPECIES, up, upOffset + i))
          .intoArray(out, outOffset + i);
    }
    ScalarKernels.gateTail(activation, gate, gateOffset, up, upOffset, out, outOffset, i, n);
  }

  @Override
  public void activate(Activation activation, float[] x, int offset, int n) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      activated(activation, FloatVector.fromArray(SPECIES, x, offset + i)).intoArray(x, offset + i);
    }
    scalar.activate(activation, x, offset + i, n - i);
  }

  private static FloatVector activated(Activation activation, FloatVector x) {
    if (activation == Activation.SILU) {
      FloatVector one = FloatVector.broadcast(SPECIES, 1f);
      return x.mul(one.div(one.add(exp(x.neg()))));
    }
    FloatVector inner = x.mul(ScalarKernels.GELU_A).mul(x).fma(x, x).mul(ScalarKernels.GELU_C);
    return x.mul(0.5f).mul(tanh(inner).add(1f));
  }

  private static FloatVector tanh(FloatVector x) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    return FloatVector.broadcast(SPECIES, 1f).sub(two.div(exp(x.mul(2f)).add(1f)));
  }

  static FloatVector exp(FloatVector x) {
    // compare and blend: max and min cost more, for the sake of zeros' signs and NaN
    FloatVector clamped =
        x.blend(ExpPolynomial.LOW, x.lt(ExpPolynomial.LOW))
            .blend(ExpPolynomial.HIGH, x.compare(VectorOperators.GT, ExpPolynomial.HIGH));
    FloatVector round = FloatVector.broadcast(SPECIES, ExpPolynomial.ROUND);
    FloatVector shifted = clamped.fma(FloatVector.broadcast(SPECIES, ExpPolynomial.LOG2_E), round);
    FloatVector minusN = shifted.sub(round).neg();
    FloatVector r = minusN.fma(FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_HIGH), clamped);
    r = minusN.fma(FloatVector.broadcast(SPECIES, ExpPolynomial.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(SPECIES, ExpPolynomial.C5);
    p = p.fma(r, FloatVector.broadcast(SPECIES, ExpPolynomial.C4));
    p = p.fma(r, FloatVector.broadcast(SPECIES, ExpPolynomial.C3));
    p = p.fma(r, FloatVector.broadcast(SPECIES, ExpPolynomial.C2));
    p = p.fma(r, FloatVector.broadcast(SPECIES, ExpPolynomial.C1));
    p = p.fma(r, FloatVector.broadcast(SPECIES, ExpPolynomial.C0));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector power =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(ExpPolynomial.ONE_BITS);
    return p.mul(power.reinterpretAsFloats());
  }

  @Override
  public void softCap(float[] x, int offset, float cap, int n) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      tanh(FloatVector.fromArray(SPECIES, x, offset + i).div(cap))
          .mul(cap)
          .intoArray(x, offset + i);
    }
    scalar.softCap(x, offset + i, cap, n - i);
  }

  @Override
  public AttentionKernels attention() {
    return attention;
  }

  @Override
  public float expAndSum(float[] scores, int offset, int n, float max) {
    float[] lanes = new float[LANES];
    int whole = n & -LANES;
    for (int lane = 0; lane < LANES; lane += VL) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = offset + lane; i < offset + whole; i += LANES) {
        FloatVector e = exp(FloatVector.fromArray(SPECIES, scores, i).sub(max));
        e.intoArray(scores, i);
        sum = sum.add(e);
      }
      sum.intoArray(lanes, lane);
    }
    for (int i = whole; i < n; i++) {
      float e = ExpPolynomial.exp(scores[offset + i] - max);
      scores[offset + i] = e;
      lanes[i - whole] += e;
    }
    return LaneSum.of(lanes);
  }

  @Override
  public double sumExp(float[] x, int offset, float max, int n, float[] scratch) {
    return exponentials.sum(x, offset, max, n, scratch);
  }

  @Override
  public float max(float[] x, int offset, int n) {
    FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i + VL <= n; i += VL) {
      FloatVector next = FloatVector.fromArray(SPECIES, x, offset + i);
      best = exact(best).blend(next, next.compare(VectorOperators.GT, best));
    }
    float max = exact(best).reduceLanes(VectorOperators.MAX); // the same in any order
    for (; i < n; i++) {
      max = max < x[offset + i] ? x[offset + i] : max;
    }
    return max;
  }

  /** By hand: C2 makes no vectors of Math.max where its profile finds one side the usual one. */
  @Override
  public void raise(float[] highest, float[] x, int offset, int n) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      FloatVector.fromArray(SPECIES, highest, i)
          .max(FloatVector.fromArray(SPECIES, x, offset + i))
          .intoArray(highest, i);
    }
    ScalarKernels.raiseTail(highest, x, offset, i, n);
  }
}
