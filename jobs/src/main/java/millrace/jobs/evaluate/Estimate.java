package millrace.jobs.evaluate;

/**
 * A metric's value for a setting.
 *
 * @param value NaN when nothing was measured
 * @param low where the interval of 95 % begins; NaN with fewer than two groups of prompts
 * @param high where it ends
 * @param weight what the mean is over: rows, prompts or tokens
 */
public record Estimate(double value, double low, double high, double weight) {
  /** Nothing measured. */
  static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN, 0);

  /** Whether anything was measured. */
  public boolean isMeasured() {
    return !Double.isNaN(value);
  }

  /** Whether there is an interval. */
  public boolean hasInterval() {
    return !Double.isNaN(low);
  }
}
