package millrace.engine.kernel.narrow;

/**
 * The Walsh-Hadamard transform over groups of a row's elements, without normalisation: applied
 * twice it multiplies by the group's size.
 *
 * <p>It spreads an outlier over its group, so that one scale fits the whole row, and leaves a
 * product unchanged when weights and activations are both transformed (QuaRot, Ashkboos et al.
 * 2024). A group is not a run of neighbours: its members stand {@code n / group} apart, so that the
 * butterflies run along contiguous elements.
 */
final class Hadamard {
  /** Larger groups gain nothing; see docs/int8.md. */
  static final int LARGEST_GROUP = 512;

  private Hadamard() {}

  /**
   * Members of a group in rows of n elements: the largest power of two up to 512 that divides n.
   */
  static int group(int n) {
    return Math.min(LARGEST_GROUP, Integer.lowestOneBit(n));
  }

  /** Transforms x[0, n) in place: per stage, elements {@code distance} apart become a+b and a−b. */
  static void transform(float[] x, int n) {
    int distance = n / group(n);
    for (; 4 * distance < n; distance *= 8) {
      for (int base = 0; base < n; base += 8 * distance) {
        threeStages(x, base, base + distance, distance);
      }
    }
    for (; distance < n; distance *= 2) {
      for (int base = 0; base < n; base += 2 * distance) {
        butterflies(x, base, base + distance, distance);
      }
    }
  }

  /** The stages of distance d, 2d and 4d at once, for elements i in [from, to) and those beyond. */
  private static void threeStages(float[] x, int from, int to, int d) {
    for (int i = from; i < to; i++) {
      float a0 = x[i] + x[i + d];
      float a1 = x[i] - x[i + d];
      float a2 = x[i + 2 * d] + x[i + 3 * d];
      float a3 = x[i + 2 * d] - x[i + 3 * d];
      float a4 = x[i + 4 * d] + x[i + 5 * d];
      float a5 = x[i + 4 * d] - x[i + 5 * d];
      float a6 = x[i + 6 * d] + x[i + 7 * d];
      float a7 = x[i + 6 * d] - x[i + 7 * d];
      float b0 = a0 + a2;
      float b1 = a1 + a3;
      float b2 = a0 - a2;
      float b3 = a1 - a3;
      float b4 = a4 + a6;
      float b5 = a5 + a7;
      float b6 = a4 - a6;
      float b7 = a5 - a7;
      x[i] = b0 + b4;
      x[i + d] = b1 + b5;
      x[i + 2 * d] = b2 + b6;
      x[i + 3 * d] = b3 + b7;
      x[i + 4 * d] = b0 - b4;
      x[i + 5 * d] = b1 - b5;
      x[i + 6 * d] = b2 - b6;
      x[i + 7 * d] = b3 - b7;
    }
  }

  /** Elements i in [from, to) and i + distance become their sum and difference. */
  static void butterflies(float[] x, int from, int to, int distance) {
    for (int i = from; i < to; i++) {
      float a = x[i];
      float b = x[i + distance];
      x[i] = a + b;
      x[i + distance] = a - b;
    }
  }
}
