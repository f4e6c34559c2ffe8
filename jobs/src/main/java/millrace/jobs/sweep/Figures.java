package millrace.jobs.sweep;

import java.util.Locale;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Metric.Scale;

/** Values of metrics as people read them. */
public final class Figures {
  private static final int PER_CENT = 100;

  private Figures() {}

  /** Parts of 1 as percentages, others with about four digits. */
  public static String text(Metric metric, double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (metric.scale() == Scale.SHARE) {
      return format("%.1f %%", value * PER_CENT);
    }
    double size = Math.abs(value);
    return size >= 1_000 ? format("%,.0f", value) : format(size >= 10 ? "%.1f" : "%.3f", value);
  }

  static String interval(Metric metric, Estimate estimate) {
    return estimate.hasInterval()
        ? text(metric, estimate.low()).replace(" %", "") + " … " + text(metric, estimate.high())
        : "";
  }

  static String withInterval(Metric metric, Estimate estimate) {
    String interval = interval(metric, estimate);
    String value = text(metric, estimate.value());
    return interval.isEmpty() ? value : value + " (" + interval + ")";
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
