package millrace.jobs.evaluate;

import java.util.Arrays;

/** Percentiles with linear interpolation between neighbours (type 7 of Hyndman and Fan 1996). */
final class Percentiles {
  private Percentiles() {}

  /**
   * The value below which a share of the values lies.
   *
   * @param sorted in ascending order, at least one
   * @param share 0 … 1
   */
  static double of(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The finite ones, in ascending order. */
  static double[] sortedFinite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }
}
