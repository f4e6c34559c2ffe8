package millrace.jobs.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Summary;
import millrace.jobs.output.LengthHistogram;
import millrace.jobs.report.Html;
import millrace.jobs.report.Numbers;

/** Charts of what is more than one number a setting: why rows ended, and how long they are. */
final class Distributions {
  private static final int WIDTH = 900;
  private static final int LEFT = 216;
  private static final int STEP = 26;
  private static final int RIDGE = 44;
  private static final int BOTTOM = 24;
  private static final int MOST_LABELS = 14;

  private final Comparison comparison;
  private final StringBuilder out = new StringBuilder();

  private Distributions(Comparison comparison) {
    this.comparison = comparison;
  }

  /** A bar for each setting, divided by stop reason. */
  static String stopReasons(Comparison comparison) {
    Distributions charts = new Distributions(comparison);
    charts.drawStops();
    return charts.out.toString();
  }

  /** A histogram of completion lengths for each setting, all on one axis. */
  static String lengths(Comparison comparison) {
    Distributions charts = new Distributions(comparison);
    charts.drawLengths();
    return charts.out.toString();
  }

  private void drawStops() {
    List<Metric> reasons =
        comparison.metrics().stream()
            .filter(metric -> metric.group() == Metric.Group.STOP)
            .toList();
    add("<p class=\"legend\">");
    for (int i = 0; i < reasons.size(); i++) {
      if (comparison.occurs(reasons.get(i))) {
        add("<span><i class=\"key k%d\"></i>%s</span>", i, Html.escape(reasons.get(i).label()));
      }
    }
    add("</p>");
    int height = STEP * comparison.settings().size();
    add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Stop reasons\">", WIDTH, height);
    int y = 0;
    for (Summary setting : comparison.settings()) {
      name(setting, y + STEP / 2);
      double x = LEFT;
      for (int i = 0; i < reasons.size(); i++) {
        Estimate share = comparison.estimate(setting, reasons.get(i));
        double width = Math.max(0, share.value()) * (WIDTH - LEFT);
        add(
            "<rect class=\"k%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\">"
                + "<title>%s: %s</title></rect>",
            i,
            x,
            y + 3,
            width,
            STEP - 6,
            Html.escape(reasons.get(i).label()),
            Figures.withInterval(reasons.get(i), share));
        x += width;
      }
      y += STEP;
    }
    add("</svg>");
  }

  private void drawLengths() {
    List<Integer> buckets = buckets();
    if (buckets.isEmpty()) {
      add("<p>No row without error.</p>");
      return;
    }
    int height = RIDGE * comparison.settings().size();
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Completion lengths\">",
        WIDTH, height + BOTTOM);
    double width = (double) (WIDTH - LEFT) / buckets.size();
    int y = 0;
    for (Summary setting : comparison.settings()) {
      name(setting, y + RIDGE - 10);
      drawRidge(setting.lengths(), buckets, width, y);
      y += RIDGE;
    }
    int every = (buckets.size() + MOST_LABELS - 1) / MOST_LABELS;
    for (int i = 0; i < buckets.size(); i += every) {
      add(
          "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          LEFT + (i + 0.5) * width, height + 16, Numbers.whole(buckets.get(i)));
    }
    add("</svg><p>Tokens; each bar begins at its number, its height is the share of rows.</p>");
  }

  private void drawRidge(LengthHistogram lengths, List<Integer> buckets, double width, int y) {
    add(
        "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
        LEFT, WIDTH, y + RIDGE, y + RIDGE);
    double most = mostShare();
    for (int i = 0; i < buckets.size(); i++) {
      long count = lengths.counts().getOrDefault(buckets.get(i), 0L);
      if (count == 0) {
        continue;
      }
      double bar = Math.max(1, (RIDGE - 8) * (count / (double) lengths.total()) / most);
      long last = LengthHistogram.endOf(buckets.get(i)) - 1;
      add(
          "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
              + "<title>%s–%s tokens: %s rows</title></rect>",
          LEFT + i * width + 1,
          y + RIDGE - bar,
          Math.max(1, width - 2),
          bar,
          Numbers.whole(buckets.get(i)),
          Numbers.whole(last),
          Numbers.whole(count));
    }
  }

  private double mostShare() {
    return comparison.settings().stream()
        .mapToDouble(
            setting ->
                setting.lengths().counts().values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                    / (double) Math.max(1, setting.lengths().total()))
        .max()
        .orElse(1);
  }

  /** Every bucket from the first to the last that is not empty for any setting. */
  private List<Integer> buckets() {
    TreeSet<Integer> filled = new TreeSet<>();
    comparison.settings().forEach(setting -> filled.addAll(setting.lengths().counts().keySet()));
    List<Integer> all = new ArrayList<>();
    long bucket = filled.isEmpty() ? 0 : filled.first();
    while (!filled.isEmpty() && bucket <= filled.last()) {
      all.add((int) bucket);
      bucket = LengthHistogram.endOf((int) bucket);
    }
    return all;
  }

  private void name(Summary setting, int y) {
    String name = setting.setting().name();
    add(
        "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s<title>%s</title></text>",
        LEFT - 10, y + 4, Html.escape(IntervalChart.shorten(name)), Html.escape(name));
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
