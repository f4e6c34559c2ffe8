package millrace.engine.kernel.narrow;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies with an excess of weights. The sums of a row of weights are vectors over the input
 * rows, which stand side by side; few rows have sums that need more than 16 bits.
 */
final class VectorExcess {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final int VL = Excess.VECTOR_ROWS;
  private static final int HALF = VL / 2;

  /** Ints between the rows of a tile. */
  private static final int TILE_STRIDE = Excess.MAX_ROWS;

  private VectorExcess() {}

  /** See {@link NarrowKernels#sumExcess}. */
  static void sum(
      Excess excess, int first, int count, short[] columns, int at, int rows, int[] tile) {
    int stride = Excess.stride(rows);
    for (int o = 0; o < count; o++) {
      int row = first + o;
      int to = o * TILE_STRIDE;
      if (excess.wide()[row]) {
        for (int lane = 0; lane < stride; lane += HALF) {
          sumWide(excess, row, columns, at + lane, stride, tile, to + lane);
        }
      } else if (stride == VL) {
        sumOneVector(excess, row, columns, at, tile, to);
      } else {
        sumTwoVectors(excess, row, columns, at, tile, to);
      }
    }
  }

  private static void sumTwoVectors(
      Excess excess, int row, short[] columns, int at, int[] tile, int to) {
    int[] entries = excess.entries();
    ShortVector a = ShortVector.zero(SHORTS);
    ShortVector b = a;
    int end = excess.starts()[row + 1];
    for (int e = excess.starts()[row]; e < end; e++) {
      int k = at + Excess.pair(entries[e]) * 2 * VL;
      ShortVector amount = ShortVector.broadcast(SHORTS, (short) Excess.amount(entries[e]));
      a = a.add(ShortVector.fromArray(SHORTS, columns, k).mul(amount));
      b = b.add(ShortVector.fromArray(SHORTS, columns, k + VL).mul(amount));
    }
    store(a, tile, to);
    store(b, tile, to + VL);
  }

  private static void sumOneVector(
      Excess excess, int row, short[] columns, int at, int[] tile, int to) {
    int[] entries = excess.entries();
    ShortVector sum = ShortVector.zero(SHORTS);
    int end = excess.starts()[row + 1];
    for (int e = excess.starts()[row]; e < end; e++) {
      int k = at + Excess.pair(entries[e]) * VL;
      short amount = (short) Excess.amount(entries[e]);
      sum = sum.add(ShortVector.fromArray(SHORTS, columns, k).mul(amount));
    }
    store(sum, tile, to);
  }

  private static void store(ShortVector sums, int[] tile, int to) {
    ((IntVector) sums.convertShape(VectorOperators.S2I, INTS, 0)).intoArray(tile, to);
    ((IntVector) sums.convertShape(VectorOperators.S2I, INTS, 1)).intoArray(tile, to + HALF);
  }

  private static void sumWide(
      Excess excess, int row, short[] columns, int at, int stride, int[] tile, int to) {
    int[] entries = excess.entries();
    IntVector sum = IntVector.zero(INTS);
    int end = excess.starts()[row + 1];
    for (int e = excess.starts()[row]; e < end; e++) {
      int k = at + Excess.pair(entries[e]) * stride;
      ShortVector numbers = ShortVector.fromArray(ShortVector.SPECIES_128, columns, k);
      IntVector column = (IntVector) numbers.convertShape(VectorOperators.S2I, INTS, 0);
      sum = sum.add(column.mul(Excess.amount(entries[e])));
    }
    sum.intoArray(tile, to);
  }
}
