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
    for (int distance = n / group(n); distance < n; distance *= 2) {
      for (int base = 0; base < n; base += 2 * distance) {
        butterflies(x, base, base + distance, distance);
      }
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
