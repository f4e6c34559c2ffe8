package millrace.engine.kernel.narrow;

import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies with an excess of weights. The sums of a row of weights are vectors over the input
 * rows, which stand side by side.
 */
final class VectorExcess {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
  private static final int VL = Excess.VECTOR_ROWS;

  private VectorExcess() {}

  /** See {@link NarrowKernels#sumExcess}. */
  static void sum(
      Excess excess, int first, int count, short[] columns, int at, int rows, short[] tile) {
    if (Excess.stride(rows) == VL) {
      sumOneVector(excess, first, count, columns, at, tile);
    } else {
      sumTwoVectors(excess, first, count, columns, at, tile);
    }
  }

  private static void sumTwoVectors(
      Excess excess, int first, int count, short[] columns, int at, short[] tile) {
    int[] starts = excess.starts();
    short[] entries = excess.entries();
    short[] order = excess.order();
    for (int i = 0; i < count; i++) {
      int end = starts[first + i + 1];
      ShortVector a = ShortVector.zero(SHORTS);
      ShortVector b = a;
      for (int e = starts[first + i]; e < end; e++) {
        int k = at + Excess.pair(entries[e]) * 2 * VL;
        ShortVector sign = ShortVector.broadcast(SHORTS, (short) Excess.sign(entries[e]));
        a = a.add(ShortVector.fromArray(SHORTS, columns, k).mul(sign));
        b = b.add(ShortVector.fromArray(SHORTS, columns, k + VL).mul(sign));
      }
      int to = order[first + i] * Excess.MAX_ROWS;
      a.intoArray(tile, to);
      b.intoArray(tile, to + VL);
    }
  }

  private static void sumOneVector(
      Excess excess, int first, int count, short[] columns, int at, short[] tile) {
    int[] starts = excess.starts();
    short[] entries = excess.entries();
    short[] order = excess.order();
    for (int i = 0; i < count; i++) {
      int end = starts[first + i + 1];
      ShortVector sum = ShortVector.zero(SHORTS);
      for (int e = starts[first + i]; e < end; e++) {
        int k = at + Excess.pair(entries[e]) * VL;
        short sign = (short) Excess.sign(entries[e]);
        sum = sum.add(ShortVector.fromArray(SHORTS, columns, k).mul(sign));
      }
      sum.intoArray(tile, order[first + i] * Excess.MAX_ROWS);
    }
  }
}
