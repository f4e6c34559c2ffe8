package millrace.jobs.evaluate;

import java.io.Serializable;

/** For each metric a sum and a weight. */
final class Sums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] sums;
  private final double[] weights;

  Sums(int metrics) {
    this.sums = new double[metrics];
    this.weights = new double[metrics];
  }

  /** Adds to a metric; a value that is no number counts for nothing. */
  void add(int metric, double value, double weight) {
    if (Double.isFinite(value) && weight > 0) {
      sums[metric] += value;
      weights[metric] += weight;
    }
  }

  void add(Sums other, int times) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += times * other.sums[i];
      weights[i] += times * other.weights[i];
    }
  }

  /** Sum by weight; NaN without weight. */
  double mean(int metric) {
    return sums[metric] / weights[metric];
  }

  double weight(int metric) {
    return weights[metric];
  }
}
