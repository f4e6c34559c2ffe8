package millrace.jobs.sweep;

import java.util.List;
import java.util.Locale;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.report.Html;

/** A metric of all settings: a dot for each value on the line of its interval. */
final class IntervalChart {
  private static final int WIDTH = 520;
  private static final int LEFT = 206;
  private static final int RIGHT = 62;
  private static final int TOP = 8;
  private static final int STEP = 22;
  private static final int BOTTOM = 24;
  private static final int LONGEST_NAME = 30;

  private final Metric metric;
  private final double low;
  private final double high;
  private final StringBuilder out = new StringBuilder();

  private IntervalChart(Metric metric, double low, double high) {
    this.metric = metric;
    this.low = low;
    this.high = high;
  }

  /**
   * The chart.
   *
   * @param names of the settings
   * @param estimates one for each
   */
  static String of(Metric metric, List<String> names, List<Estimate> estimates) {
    double low = Double.MAX_VALUE;
    double high = -Double.MAX_VALUE;
    for (Estimate one : estimates) {
      if (one.isMeasured()) {
        low = Math.min(low, one.hasInterval() ? one.low() : one.value());
        high = Math.max(high, one.hasInterval() ? one.high() : one.value());
      }
    }
    double margin = Math.max((high - low) * 0.06, Math.max(1e-9, Math.abs(high) * 1e-3));
    double from = low >= 0 ? Math.max(0, low - margin) : low - margin;
    IntervalChart chart = new IntervalChart(metric, from, high + margin);
    chart.draw(names, estimates);
    return chart.out.toString();
  }

  private void draw(List<String> names, List<Estimate> estimates) {
    int bottom = TOP + STEP * names.size();
    add(
        "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"%s by setting\">",
        Html.escape(metric.label()), WIDTH, bottom + BOTTOM, Html.escape(metric.label()));
    for (double share : new double[] {0, 0.5, 1}) {
      double x = LEFT + share * (WIDTH - LEFT - RIGHT);
      double value = low + share * (high - low);
      add("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x, x, TOP, bottom);
      add(
          "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x, bottom + 16, Figures.text(metric, value));
    }
    for (int i = 0; i < names.size(); i++) {
      drawSetting(names.get(i), estimates.get(i), TOP + STEP * i + STEP / 2);
    }
    add("</svg></figure>");
  }

  private void drawSetting(String name, Estimate estimate, int y) {
    add(
        "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s<title>%s</title></text>",
        LEFT - 10, y + 4, Html.escape(shorten(name)), Html.escape(name));
    if (!estimate.isMeasured()) {
      return;
    }
    add("<g><title>%s: %s</title>", Html.escape(name), Figures.withInterval(metric, estimate));
    if (estimate.hasInterval()) {
      double from = x(estimate.low());
      double to = x(estimate.high());
      add("<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", from, to, y, y);
    }
    add("<circle class=\"bar\" cx=\"%.1f\" cy=\"%d\" r=\"4\"/></g>", x(estimate.value()), y);
    add(
        "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
        WIDTH - 2, y + 4, Figures.text(metric, estimate.value()));
  }

  private double x(double value) {
    return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT);
  }

  /** Without its middle when it is long: names of one grid begin alike. */
  static String shorten(String name) {
    int length = name.codePointCount(0, name.length());
    int half = LONGEST_NAME / 2;
    return length <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, half - 1))
            + "…"
            + name.substring(name.offsetByCodePoints(0, length - half));
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
