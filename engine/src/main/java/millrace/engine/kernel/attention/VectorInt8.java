package millrace.engine.kernel.attention;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import millrace.engine.kernel.Kernels;

/**
 * Vector kernels over pairs of bytes, widened by shifts and a conversion. One loop holds eight
 * sums, no more: with both halves of a pair in one loop the compiler runs out of AVX2's registers.
 */
final class VectorInt8 {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int VL = FLOATS.length();
  private static final int BLOCK = Kernels.BLOCK;
  private static final int HALF = HeadLayout.HALF;
  private static final int SPAN = AttentionKernels.SPAN;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(VL * Short.SIZE));

  private VectorInt8() {}

  private static IntVector pairs(short[] page, int at) {
    return (IntVector)
        ShortVector.fromArray(SHORTS, page, at).convertShape(VectorOperators.S2I, INTS, 0);
  }

  private static FloatVector low(IntVector pairs) {
    return (FloatVector)
        pairs
            .lanewise(VectorOperators.LSHL, 24)
            .lanewise(VectorOperators.ASHR, 24)
            .convert(VectorOperators.I2F, 0);
  }

  private static FloatVector high(IntVector pairs) {
    return (FloatVector) pairs.lanewise(VectorOperators.ASHR, 8).convert(VectorOperators.I2F, 0);
  }

  static void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      short[][] pages,
      float[][] scales,
      int scaleOffset,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores) {
    for (int b = 0; b < number; b++) {
      int block = blocks[first + b];
      for (int v = 0; v < BLOCK; v += 2 * VL) {
        for (int q = 0; q < count; q += AttentionKernels.QUERIES) {
          scores4(
              queries,
              layout.queryAt(q),
              layout.keyPairsOfBlock(),
              pages[block],
              offset + v,
              scales[block],
              scaleOffset + v,
              scale,
              scores,
              q * SPAN + b * BLOCK + v);
        }
      }
    }
  }

  /** Scores of four queries against the tokens of two vectors. */
  private static void scores4(
      float[] q,
      int qo,
      int end,
      short[] page,
      int ko,
      float[] scales,
      int so,
      float scale,
      float[] out,
      int at) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    for (int i = 0; i < end; i += BLOCK) {
      FloatVector ka = low(pairs(page, ko + i));
      FloatVector kb = low(pairs(page, ko + i + VL));
      FloatVector x = FloatVector.broadcast(FLOATS, q[qo + i]);
      a0 = x.fma(ka, a0);
      b0 = x.fma(kb, b0);
      x = FloatVector.broadcast(FLOATS, q[qo + i + 1]);
      a1 = x.fma(ka, a1);
      b1 = x.fma(kb, b1);
      x = FloatVector.broadcast(FLOATS, q[qo + i + 2]);
      a2 = x.fma(ka, a2);
      b2 = x.fma(kb, b2);
      x = FloatVector.broadcast(FLOATS, q[qo + i + 3]);
      a3 = x.fma(ka, a3);
      b3 = x.fma(kb, b3);
    }
    int second = qo + end;
    for (int i = 0; i < end; i += BLOCK) {
      FloatVector ka = high(pairs(page, ko + i));
      FloatVector kb = high(pairs(page, ko + i + VL));
      FloatVector x = FloatVector.broadcast(FLOATS, q[second + i]);
      a0 = x.fma(ka, a0);
      b0 = x.fma(kb, b0);
      x = FloatVector.broadcast(FLOATS, q[second + i + 1]);
      a1 = x.fma(ka, a1);
      b1 = x.fma(kb, b1);
      x = FloatVector.broadcast(FLOATS, q[second + i + 2]);
      a2 = x.fma(ka, a2);
      b2 = x.fma(kb, b2);
      x = FloatVector.broadcast(FLOATS, q[second + i + 3]);
      a3 = x.fma(ka, a3);
      b3 = x.fma(kb, b3);
    }
    FloatVector sa = FloatVector.fromArray(FLOATS, scales, so);
    FloatVector sb = FloatVector.fromArray(FLOATS, scales, so + VL);
    a0.mul(sa).mul(scale).intoArray(out, at);
    b0.mul(sb).mul(scale).intoArray(out, at + VL);
    a1.mul(sa).mul(scale).intoArray(out, at + SPAN);
    b1.mul(sb).mul(scale).intoArray(out, at + VL + SPAN);
    a2.mul(sa).mul(scale).intoArray(out, at + 2 * SPAN);
    b2.mul(sb).mul(scale).intoArray(out, at + VL + 2 * SPAN);
    a3.mul(sa).mul(scale).intoArray(out, at + 3 * SPAN);
    b3.mul(sb).mul(scale).intoArray(out, at + VL + 3 * SPAN);
  }

  static void addValues(
      float[] weights,
      int weightOffset,
      int count,
      HeadLayout layout,
      short[][] pages,
      int[] blocks,
      int from,
      int to,
      int offset,
      float[] sums,
      int sumOffset) {
    int stride = layout.valueStride();
    for (int p = from; p < to; ) {
      short[] page = pages[blocks[p / BLOCK]];
      int slot = p % BLOCK;
      int slots = Math.min(to - p, BLOCK - slot);
      int values = offset + slot * HALF;
      int q = 0;
      for (; q + AttentionKernels.QUERIES <= count; q += AttentionKernels.QUERIES) {
        int weight = weightOffset + q * SPAN + p;
        values4(weights, weight, slots, page, values, stride, sums, sumOffset + q * stride);
      }
      for (; q < count; q++) {
        int weight = weightOffset + q * SPAN + p;
        values1(weights, weight, slots, page, values, stride, sums, sumOffset + q * stride);
      }
      p += slots;
    }
  }

  private static void values4(
      float[] w, int wo, int slots, short[] page, int at, int stride, float[] sums, int so) {
    for (int i = 0; i < stride / 2; i += VL) {
      int s0 = so + HeadLayout.firstOfValuePair(i);
      int first = at + HeadLayout.valuePairAt(i);
      int s1 = s0 + stride;
      int s2 = s1 + stride;
      int s3 = s2 + stride;
      FloatVector a0 = FloatVector.fromArray(FLOATS, sums, s0);
      FloatVector a1 = FloatVector.fromArray(FLOATS, sums, s1);
      FloatVector a2 = FloatVector.fromArray(FLOATS, sums, s2);
      FloatVector a3 = FloatVector.fromArray(FLOATS, sums, s3);
      FloatVector b0 = FloatVector.fromArray(FLOATS, sums, s0 + HALF);
      FloatVector b1 = FloatVector.fromArray(FLOATS, sums, s1 + HALF);
      FloatVector b2 = FloatVector.fromArray(FLOATS, sums, s2 + HALF);
      FloatVector b3 = FloatVector.fromArray(FLOATS, sums, s3 + HALF);
      for (int j = 0; j < slots; j++) {
        IntVector pair = pairs(page, first + j * HALF);
        FloatVector va = low(pair);
        FloatVector vb = high(pair);
        FloatVector x = FloatVector.broadcast(FLOATS, w[wo + j]);
        a0 = x.fma(va, a0);
        b0 = x.fma(vb, b0);
        x = FloatVector.broadcast(FLOATS, w[wo + j + SPAN]);
        a1 = x.fma(va, a1);
        b1 = x.fma(vb, b1);
        x = FloatVector.broadcast(FLOATS, w[wo + j + 2 * SPAN]);
        a2 = x.fma(va, a2);
        b2 = x.fma(vb, b2);
        x = FloatVector.broadcast(FLOATS, w[wo + j + 3 * SPAN]);
        a3 = x.fma(va, a3);
        b3 = x.fma(vb, b3);
      }
      a0.intoArray(sums, s0);
      a1.intoArray(sums, s1);
      a2.intoArray(sums, s2);
      a3.intoArray(sums, s3);
      b0.intoArray(sums, s0 + HALF);
      b1.intoArray(sums, s1 + HALF);
      b2.intoArray(sums, s2 + HALF);
      b3.intoArray(sums, s3 + HALF);
    }
  }

  private static void values1(
      float[] w, int wo, int slots, short[] page, int at, int stride, float[] sums, int so) {
    for (int i = 0; i < stride / 2; i += VL) {
      int s0 = so + HeadLayout.firstOfValuePair(i);
      int first = at + HeadLayout.valuePairAt(i);
      FloatVector a0 = FloatVector.fromArray(FLOATS, sums, s0);
      FloatVector b0 = FloatVector.fromArray(FLOATS, sums, s0 + HALF);
      for (int j = 0; j < slots; j++) {
        IntVector pair = pairs(page, first + j * HALF);
        FloatVector va = low(pair);
        FloatVector vb = high(pair);
        FloatVector x = FloatVector.broadcast(FLOATS, w[wo + j]);
        a0 = x.fma(va, a0);
        b0 = x.fma(vb, b0);
      }
      a0.intoArray(sums, s0);
      b0.intoArray(sums, s0 + HALF);
    }
  }
}
