package millrace.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.jobs.output.LengthHistogram;

/** The charts of the page, each an SVG element. */
final class Charts {
  private static final int TIME_LABELS = 6;

  /** Bars closer than that have no label each. */
  private static final int BARS_WITH_LABELS = 16;

  private Charts() {}

  /** Values over the timeline as an area. */
  static String overTime(String id, String title, String unit, double[] values, Timeline time) {
    double most = Arrays.stream(values).max().orElse(0);
    double mean = Arrays.stream(values).average().orElse(0);
    Chart chart =
        new Chart(
            id,
            title,
            String.format(
                Locale.ROOT,
                "%s over %s: on average %s, at most %s",
                unit,
                Numbers.time(time.millis()),
                Numbers.brief(mean),
                Numbers.brief(most)),
            unit,
            most);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      line.append(i == 0 ? "M" : "L");
      line.append(point(chart, (double) i / values.length, values[i]));
      line.append("L").append(point(chart, (i + 1.0) / values.length, values[i]));
    }
    String floor = "L" + point(chart, 1, 0) + "L" + point(chart, 0, 0) + "Z";
    chart.add("<path class=\"area\" d=\"%s%s\"/>", line, floor);
    chart.add("<path class=\"line\" d=\"%s\"/>", line);
    for (int i = 0; i <= TIME_LABELS; i++) {
      double share = (double) i / TIME_LABELS;
      String anchor = i == 0 ? "start" : i == TIME_LABELS ? "end" : "middle";
      chart.label(share, Numbers.time(Math.round(share * time.millis())), anchor);
    }
    for (Timeline.Run run : time.runs().subList(1, time.runs().size())) {
      chart.mark((double) run.from() / time.millis(), "resumed");
    }
    return chart.caption("time in runs").toString();
  }

  private static String point(Chart chart, double share, double value) {
    return String.format(Locale.ROOT, "%.1f %.1f", chart.x(share), chart.y(value));
  }

  /** Lengths as bars of equal width, one a bucket. */
  static String lengths(String id, String title, String unit, LengthHistogram lengths) {
    List<Integer> buckets = buckets(lengths);
    long most = lengths.counts().values().stream().mapToLong(Long::longValue).max().orElse(0);
    Chart chart = new Chart(id, title, Numbers.whole(lengths.total()) + " " + unit, unit, most);
    double width = 1.0 / buckets.size();
    int every = (buckets.size() + BARS_WITH_LABELS - 1) / BARS_WITH_LABELS;
    for (int i = 0; i < buckets.size(); i++) {
      int bucket = buckets.get(i);
      long count = lengths.counts().getOrDefault(bucket, 0L);
      double x = chart.x(i * width);
      double y = chart.y(count);
      chart.add(
          "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
              + "<title>%s: %s</title></rect>",
          x + 1,
          y,
          Math.max(1, chart.x((i + 1) * width) - x - 2),
          chart.y(0) - y,
          range(bucket),
          Numbers.whole(count));
      if (i % every == 0) {
        chart.label((i + 0.5) * width, Numbers.brief(bucket), "middle");
      }
    }
    return chart.caption("tokens; each bar begins at its number").toString();
  }

  /** Every bucket from the first to the last that is not empty. */
  static List<Integer> buckets(LengthHistogram lengths) {
    List<Integer> filled = new ArrayList<>(lengths.counts().keySet());
    List<Integer> all = new ArrayList<>();
    long bucket = filled.get(0);
    while (bucket <= filled.get(filled.size() - 1)) {
      all.add((int) bucket);
      bucket = LengthHistogram.endOf((int) bucket);
    }
    return all;
  }

  /** The lengths of a bucket in words. */
  static String range(int bucket) {
    long last = LengthHistogram.endOf(bucket) - 1;
    return last == bucket
        ? Numbers.whole(bucket)
        : Numbers.whole(bucket) + "–" + Numbers.whole(last);
  }
}
