package millrace.jobs.report;

import java.util.List;
import java.util.Locale;

/**
 * The frame of a chart as SVG: a plot area with a vertical axis from 0 in round numbers. Colours
 * come from the page's style sheet.
 */
final class Chart {
  static final int WIDTH = 860;
  private static final int HEIGHT = 230;
  private static final int LEFT = 62;
  private static final int RIGHT = 12;
  private static final int TOP = 22;
  private static final int BOTTOM = 40;

  private final StringBuilder out = new StringBuilder();
  private final double top;

  /**
   * @param id unique on the page
   * @param title what it shows, for those who cannot see it
   * @param description what it shows in numbers
   * @param unit of the vertical axis
   * @param most largest value
   */
  Chart(String id, String title, String description, String unit, double most) {
    List<Double> ticks = Numbers.ticks(most);
    this.top = ticks.get(ticks.size() - 1);
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">",
        WIDTH, HEIGHT, id, id);
    add("<title id=\"%s-t\">%s</title>", id, Html.escape(title));
    add("<desc id=\"%s-d\">%s</desc>", id, Html.escape(description));
    add("<text class=\"unit\" x=\"%d\" y=\"12\">%s</text>", 0, Html.escape(unit));
    for (double tick : ticks) {
      add(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, y(tick), y(tick));
      add(
          "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 8, y(tick) + 4, Numbers.brief(tick));
    }
  }

  /** Where a share of the width lies, 0 … 1. */
  double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  /** Where a value lies. */
  double y(double value) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  /** A label below the horizontal axis. */
  Chart label(double share, String text, String anchor) {
    return add(
        "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        x(share), HEIGHT - BOTTOM + 16, anchor, Html.escape(text));
  }

  /** What the horizontal axis means. */
  Chart caption(String text) {
    return add(
        "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        x(0.5), HEIGHT - 5, Html.escape(text));
  }

  /** A vertical line with a word at its head. */
  Chart mark(double share, String text) {
    add(
        "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        x(share), x(share), TOP - 6, HEIGHT - BOTTOM);
    return add(
        "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>", x(share) + 4, TOP, Html.escape(text));
  }

  /** Markup with numbers in it, by {@link String#format}. */
  Chart add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return out + "</svg>\n";
  }
}
