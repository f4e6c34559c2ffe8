package millrace.engine.kernel.narrow;

import static millrace.engine.kernel.ExactVectors.exact;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API implementation, for vectors of 8 and 16 floats (with 4, narrowing to bytes has no
 * shape, and {@link ScalarNarrowKernels} serves). The same bits as the scalar one.
 */
public final class VectorNarrowKernels implements NarrowKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int VL = FLOATS.length();

  private static final VectorSpecies<Byte> BYTES =
      VL == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;
  private static final VectorSpecies<Short> SHORTS =
      VL == 16 ? ShortVector.SPECIES_256 : ShortVector.SPECIES_128;

  /** Members that three stages join. */
  private static final int RADIX = 8;

  private final ScalarNarrowKernels scalar = new ScalarNarrowKernels();

  /** True where the CPU's vector length is one that these kernels are written for. */
  public static boolean supported() {
    return FLOATS.vectorShape() == VectorShape.S_512_BIT
        || FLOATS.vectorShape() == VectorShape.S_256_BIT;
  }

  @Override
  public void transform(float[] x, int offset, int n, float[] work) {
    int group = Hadamard.group(n);
    if (group < RADIX * RADIX) {
      scalar.transform(x, offset, n, work);
      return;
    }
    int passes = Integer.numberOfTrailingZeros(group) / 3;
    int from = passes % 2 == 0 ? 0 : n + 16; // so that the last pass ends at 0
    System.arraycopy(x, offset, work, from, n);
    int distance = n / group;
    for (int pass = 0; pass < passes; pass++, distance *= RADIX) {
      int to = n + 16 - from;
      threeStages(work, from, to, n, distance);
      from = to;
    }
    for (; distance < n; distance *= 2) {
      oneStage(work, n, distance);
    }
  }

  /** One stage in place. */
  private static void oneStage(float[] x, int n, int d) {
    for (int base = 0; base < n; base += 2 * d) {
      int i = base;
      for (; i + VL <= base + d; i += VL) {
        FloatVector a = FloatVector.fromArray(FLOATS, x, i);
        FloatVector b = FloatVector.fromArray(FLOATS, x, i + d);
        a.add(b).intoArray(x, i);
        a.sub(b).intoArray(x, i + d);
      }
      Hadamard.butterflies(x, i, base + d, d);
    }
  }

  /**
   * The stages of distance d, 2d and 4d at once, from one region to another. A vector that runs
   * past a run of d elements writes garbage into the next run, which is written afterwards; where d
   * holds a whole vector, the last one of a run starts earlier instead.
   */
  private static void threeStages(float[] work, int from, int to, int n, int d) {
    for (int base = 0; base < n; base += RADIX * d) {
      int i = 0;
      do {
        int at = base + Math.max(0, Math.min(i, d - VL));
        butterflies(work, from + at, to + at, d);
        i += VL;
      } while (i < d);
    }
  }

  private static void butterflies(float[] work, int from, int to, int d) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, work, from);
    FloatVector a1 = FloatVector.fromArray(FLOATS, work, from + d);
    FloatVector a2 = FloatVector.fromArray(FLOATS, work, from + 2 * d);
    FloatVector a3 = FloatVector.fromArray(FLOATS, work, from + 3 * d);
    FloatVector a4 = FloatVector.fromArray(FLOATS, work, from + 4 * d);
    FloatVector a5 = FloatVector.fromArray(FLOATS, work, from + 5 * d);
    FloatVector a6 = FloatVector.fromArray(FLOATS, work, from + 6 * d);
    FloatVector a7 = FloatVector.fromArray(FLOATS, work, from + 7 * d);
    FloatVector b0 = a0.add(a1);
    FloatVector b1 = a0.sub(a1);
    FloatVector b2 = a2.add(a3);
    FloatVector b3 = a2.sub(a3);
    FloatVector b4 = a4.add(a5);
    FloatVector b5 = a4.sub(a5);
    FloatVector b6 = a6.add(a7);
    FloatVector b7 = a6.sub(a7);
    FloatVector c0 = b0.add(b2);
    FloatVector c1 = b1.add(b3);
    FloatVector c2 = b0.sub(b2);
    FloatVector c3 = b1.sub(b3);
    FloatVector c4 = b4.add(b6);
    FloatVector c5 = b5.add(b7);
    FloatVector c6 = b4.sub(b6);
    FloatVector c7 = b5.sub(b7);
    c0.add(c4).intoArray(work, to);
    c1.add(c5).intoArray(work, to + d);
    c2.add(c6).intoArray(work, to + 2 * d);
    c3.add(c7).intoArray(work, to + 3 * d);
    c0.sub(c4).intoArray(work, to + 4 * d);
    c1.sub(c5).intoArray(work, to + 5 * d);
    c2.sub(c6).intoArray(work, to + 6 * d);
    c3.sub(c7).intoArray(work, to + 7 * d);
  }

  @Override
  public float magnitude(float[] work, int n) {
    IntVector element = IntVector.zero(INTS);
    IntVector pair = element;
    int i = 0;
    for (; i + VL < n; i += VL) {
      FloatVector a = FloatVector.fromArray(FLOATS, work, i);
      FloatVector sum = a.add(FloatVector.fromArray(FLOATS, work, i + 1));
      element = element.max(a.reinterpretAsInts().and(Integer.MAX_VALUE));
      pair = pair.max(sum.reinterpretAsInts().and(Integer.MAX_VALUE));
    }
    int elementBits = exact(element).reduceLanes(VectorOperators.MAX);
    int pairBits = exact(pair).reduceLanes(VectorOperators.MAX);
    return ScalarNarrowKernels.magnitude(work, i, n, elementBits, pairBits);
  }

  @Override
  public void roundToUnsigned(float[] work, int n, float magnitude, byte[] out, int outOffset) {
    int i = 0;
    if (Float.isFinite(magnitude)) {
      FloatVector round = FloatVector.broadcast(FLOATS, ROUND + OFFSET);
      FloatVector inverse = FloatVector.broadcast(FLOATS, NarrowKernels.inverseScale(magnitude));
      for (; i + VL <= n; i += VL) {
        IntVector bits =
            FloatVector.fromArray(FLOATS, work, i).mul(inverse).add(round).reinterpretAsInts();
        ((ByteVector) bits.convertShape(VectorOperators.I2B, BYTES, 0))
            .intoArray(out, outOffset + i);
      }
    }
    ScalarNarrowKernels.roundToUnsigned(work, i, n, magnitude, out, outOffset);
  }

  @Override
  public void roundToFloats(float[] work, int n, float magnitude, float[] out, int outOffset) {
    int i = 0;
    if (Float.isFinite(magnitude)) {
      FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
      FloatVector inverse = FloatVector.broadcast(FLOATS, NarrowKernels.inverseScale(magnitude));
      for (; i + VL <= n; i += VL) {
        FloatVector.fromArray(FLOATS, work, i)
            .mul(inverse)
            .add(round)
            .sub(round)
            .intoArray(out, outOffset + i);
      }
    }
    ScalarNarrowKernels.roundToFloats(work, i, n, magnitude, out, outOffset);
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
    FloatVector row = FloatVector.broadcast(FLOATS, rowScale);
    int i = 0;
    for (; i + VL <= count; i += VL) {
      IntVector sum =
          IntVector.fromArray(INTS, sums, sumOffset + i)
              .sub(IntVector.fromArray(INTS, corrections, at + i));
      ((FloatVector) sum.convert(VectorOperators.I2F, 0))
          .mul(row)
          .mul(FloatVector.fromArray(FLOATS, scales, at + i))
          .intoArray(out, outOffset + i);
    }
    ScalarNarrowKernels.rescale(
        sums, sumOffset, i, count, corrections, scales, at, rowScale, out, outOffset);
  }

  @Override
  public void toBfloat16(float[] x, int offset, int n, short[] out) {
    int i = 0;
    for (; i + VL <= n; i += VL) {
      IntVector bits = FloatVector.fromArray(FLOATS, x, offset + i).reinterpretAsInts();
      IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
      VectorMask<Integer> nan =
          bits.and(Integer.MAX_VALUE).compare(VectorOperators.GT, 0x7F80_0000);
      IntVector rounded = bits.add(0x7FFF).add(odd).blend(bits.or(0x40_0000), nan);
      ((ShortVector)
              rounded
                  .lanewise(VectorOperators.LSHR, 16)
                  .convertShape(VectorOperators.I2S, SHORTS, 0))
          .intoArray(out, i);
    }
    ScalarNarrowKernels.toBfloat16(x, offset, i, n, out);
  }
}
