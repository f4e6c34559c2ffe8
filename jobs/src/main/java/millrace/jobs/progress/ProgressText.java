package millrace.jobs.progress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Progress in words. */
final class ProgressText {
  /** From then on people want to know that a unit is quiet. */
  private static final Duration LONG_QUIET = Duration.ofSeconds(60);

  private ProgressText() {}

  /** A line for a log. */
  static String line(long totalRows, Pace pace, List<RunningUnit> running) {
    Tally total = pace.total();
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows, %,d tokens, %s; %s",
        total.rows(),
        totalRows,
        total.tokens(),
        status(pace),
        units(running));
  }

  /** What stands behind a bar. */
  static String besideBar(Pace pace, List<RunningUnit> running) {
    String quiet =
        running.stream()
            .filter(unit -> unit.quiet().compareTo(LONG_QUIET) >= 0)
            .findFirst()
            .map(unit -> "; " + quiet(unit))
            .orElse("");
    return " " + status(pace) + quiet;
  }

  private static String status(Pace pace) {
    return String.format(
        Locale.ROOT,
        "%,.0f tokens/s (%,.0f lately), %s left, %s",
        pace.lifetimeSpeed(),
        pace.recentSpeed(),
        pace.timeLeft().map(ProgressText::readable).orElse("unknown time"),
        errors(pace.total()));
  }

  private static String errors(Tally total) {
    if (total.errors().isEmpty()) {
      return "no errors";
    }
    return String.format(
        Locale.ROOT,
        "%,d errors (%s)",
        total.errorRows(),
        total.errors().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(error -> String.format(Locale.ROOT, "%s %,d", error.getKey(), error.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private static String units(List<RunningUnit> running) {
    if (running.isEmpty()) {
      return "no unit running";
    }
    RunningUnit oldest = running.get(0);
    String hint = oldest.quiet().compareTo(LONG_QUIET) >= 0 ? ", " + quiet(oldest) : "";
    return String.format(
        Locale.ROOT,
        "%,d unit(s) running, the oldest %s on %s for %s%s",
        running.size(),
        oldest.name(),
        oldest.host(),
        readable(oldest.since()),
        hint);
  }

  private static String quiet(RunningUnit unit) {
    return "nothing new of " + unit.name() + " for " + readable(unit.quiet());
  }

  private static String readable(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
