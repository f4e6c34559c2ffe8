package millrace.jobs.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them, and the ticks of an axis. */
public final class Numbers {
  private static final int TICKS = 5;

  private Numbers() {}

  /** With separators of thousands. */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** With a suffix from ten thousand on: 9,800, 12k, 3.4M, 1.2G. */
  public static String brief(double value) {
    double rounded = Math.rint(value);
    if (rounded < 10_000) {
      return value == rounded || value >= 100
          ? whole((long) rounded)
          : String.format(Locale.ROOT, "%.1f", value);
    }
    String[] suffixes = {"k", "M", "G", "T"};
    int step = -1;
    double scaled = value;
    while (scaled >= 999.5 && step < suffixes.length - 1) {
      scaled /= 1_000;
      step++;
    }
    String digits = scaled < 10 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits, scaled).replaceFirst("\\.0$", "") + suffixes[step];
  }

  /** A part of 1 as a percentage. */
  public static String percent(double share) {
    double percent = share * 100;
    String format = percent > 0 && percent < 1 ? "%.2f %%" : "%.1f %%";
    return String.format(Locale.ROOT, format, percent);
  }

  static String time(long millis) {
    if (millis == 0) {
      return "0 s";
    }
    Duration time = Duration.ofMillis(millis);
    if (time.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
    if (time.toDays() > 0) {
      return String.format(
          Locale.ROOT, "%d d %d h %d min", time.toDays(), time.toHoursPart(), time.toMinutesPart());
    }
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  /** Round numbers from 0 to at least {@code most}: multiples of 1, 2 or 5 times a power of ten. */
  static List<Double> ticks(double most) {
    double reach = most > 0 ? most * (1 - 1e-9) : 1; // sums of parts are not quite round
    double rough = reach / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i == 0 || ticks.get(i - 1) < reach; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
