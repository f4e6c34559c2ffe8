package millrace.engine.kernel.narrow;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies with an excess of weights. The sums of a row of weights are vectors over the input
 * rows, which stand side by side.
 */
final class VectorExcess {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final int VL = Excess.VECTOR_ROWS;

  /** Ints between the rows of a tile. */
  private static final int TILE_STRIDE = Excess.MAX_ROWS;

  private VectorExcess() {}

  /** See {@link NarrowKernels#sumExcess}. */
  static void sum(
      Excess excess, int first, int count, int[] columns, int at, int rows, int[] tile) {
    int stride = Excess.stride(rows);
    if (stride == TILE_STRIDE) {
      sumFourVectors(excess, first, count, columns, at, tile);
    } else {
      for (int lane = 0; lane < stride; lane += VL) {
        sumVector(excess, first, count, columns, at + lane, stride, tile, lane);
      }
    }
  }

  private static void sumFourVectors(
      Excess excess, int first, int count, int[] columns, int at, int[] tile) {
    int[] entries = excess.entries();
    for (int o = 0; o < count; o++) {
      IntVector a = IntVector.zero(INTS);
      IntVector b = a;
      IntVector c = a;
      IntVector d = a;
      int end = excess.starts()[first + o + 1];
      for (int e = excess.starts()[first + o]; e < end; e++) {
        int k = at + Excess.pair(entries[e]) * TILE_STRIDE;
        IntVector amount = IntVector.broadcast(INTS, Excess.amount(entries[e]));
        a = a.add(IntVector.fromArray(INTS, columns, k).mul(amount));
        b = b.add(IntVector.fromArray(INTS, columns, k + VL).mul(amount));
        c = c.add(IntVector.fromArray(INTS, columns, k + 2 * VL).mul(amount));
        d = d.add(IntVector.fromArray(INTS, columns, k + 3 * VL).mul(amount));
      }
      a.intoArray(tile, o * TILE_STRIDE);
      b.intoArray(tile, o * TILE_STRIDE + VL);
      c.intoArray(tile, o * TILE_STRIDE + 2 * VL);
      d.intoArray(tile, o * TILE_STRIDE + 3 * VL);
    }
  }

  private static void sumVector(
      Excess excess,
      int first,
      int count,
      int[] columns,
      int at,
      int stride,
      int[] tile,
      int lane) {
    int[] entries = excess.entries();
    for (int o = 0; o < count; o++) {
      IntVector sum = IntVector.zero(INTS);
      int end = excess.starts()[first + o + 1];
      for (int e = excess.starts()[first + o]; e < end; e++) {
        int k = at + Excess.pair(entries[e]) * stride;
        sum = sum.add(IntVector.fromArray(INTS, columns, k).mul(Excess.amount(entries[e])));
      }
      sum.intoArray(tile, o * TILE_STRIDE + lane);
    }
  }
}
