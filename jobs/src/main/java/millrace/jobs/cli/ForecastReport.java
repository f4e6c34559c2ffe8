package millrace.jobs.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.engine.api.EngineNeeds;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.forecast.RowSample;
import millrace.jobs.forecast.TimeForecast;

/** What {@code generate} tells people of what a job is going to take. */
final class ForecastReport {
  private final JobForecast forecast;
  private final RowSample sample;

  ForecastReport(JobForecast forecast) {
    this.forecast = forecast;
    this.sample = forecast.sample();
  }

  /** Everything, for a dry run. */
  void print(PrintWriter out) {
    line(out, "rows", rows());
    line(out, "bad rows", badRows());
    sample.messages().forEach((code, message) -> line(out, "", code + ": " + message));
    line(out, "tokens", tokens());
    line(out, "heap", heap());
    line(out, "off the heap", offHeap());
    forecast.time().ifPresent(time -> line(out, "time", time(time)));
  }

  /** What people had better know before a long run, on one line. */
  String line() {
    String bad = sample.errors().isEmpty() ? "" : "; " + badRows();
    return tokens() + bad;
  }

  private String rows() {
    return format(
        "%s looked at, %,d tokens a prompt on average, %,d at most",
        sample.isWhole()
            ? format("all %,d", sample.rows())
            : format("%,d of %,d", sample.rows(), sample.ofRows()),
        sample.rows() == sample.errorRows()
            ? 0
            : sample.promptTokens() / (sample.rows() - sample.errorRows()),
        sample.longestPrompt());
  }

  private String badRows() {
    if (sample.errors().isEmpty()) {
      return sample.isWhole() ? "none" : "none in the sample";
    }
    if (sample.isWhole()) {
      return counts(sample.errors());
    }
    return format(
        "%s of the %,d looked at, so about %,d of all",
        counts(sample.errors()), sample.rows(), sample.ofAll(sample.errorRows()));
  }

  private static String counts(Map<String, Long> errors) {
    return errors.entrySet().stream()
        .map(entry -> format("%s %,d", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private String tokens() {
    return format(
        "%s%,d of prompts, at most %,d new",
        sample.isWhole() ? "" : "about ",
        sample.ofAll(sample.promptTokens()),
        sample.ofAll(sample.mostNewTokens()));
  }

  private String heap() {
    EngineNeeds needs = forecast.needs();
    return format(
        "%s an executor: weights %s, workspace %s, KV cache %s (about %,d sequences of %,d tokens)",
        megabytes(forecast.executor().heapBytes()),
        megabytes(needs.heapWeightBytes()),
        megabytes(needs.workspaceBytes()),
        megabytes(forecast.kvCacheBytes()),
        forecast.sequencesInCache(),
        sample.meanSequence());
  }

  private String offHeap() {
    return format(
        "weights %s (%s on %s, as this machine computes)",
        megabytes(forecast.needs().offHeapWeightBytes()),
        forecast.needs().description().compute(),
        forecast.needs().description().backend());
  }

  private static String time(TimeForecast time) {
    return format(
        "at most about %s on %,d engine(s), each %,.0f prompt or %,.0f new tokens/s: a guess from"
            + " the speed of the model's matrix products on this machine, good to a factor of two;"
            + " rows that end early and shared prefixes make it shorter",
        readable(time.most()), time.engines(), time.promptsPerSecond(), time.newPerSecond());
  }

  private static String readable(Duration time) {
    if (time.toDays() > 0) {
      return format("%d d %d h", time.toDays(), time.toHoursPart());
    }
    if (time.toHours() > 0) {
      return format("%d h %d min", time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? format("%d min", time.toMinutes())
        : format("%d s", Math.max(1, time.toSeconds()));
  }

  private static String megabytes(long bytes) {
    return format("%,.1f MB", bytes / 1048576.0);
  }

  private static void line(PrintWriter out, String label, String value) {
    out.printf(Locale.ROOT, "%-13s %s%n", label, value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
