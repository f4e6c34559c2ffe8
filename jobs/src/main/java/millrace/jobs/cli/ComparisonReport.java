package millrace.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.jobs.config.Redaction;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Summary;
import millrace.jobs.sweep.Figures;
import millrace.jobs.sweep.Sweep;
import org.apache.hadoop.fs.Path;

/** What {@code sweep} tells people of its settings: a table that fits a terminal. */
final class ComparisonReport {
  private static final int MOST_COLUMNS = 6;
  private static final int LONGEST_NAME = 36;

  private static final List<String> FIRST =
      List.of(
          "match",
          "maj@n",
          "json_valid",
          "error_rate",
          "completion_tokens",
          "distinct_2",
          "self_bleu",
          "self_bleu_across",
          "perplexity",
          "repetition_4");

  private final Sweep.Result result;
  private final PrintWriter out;

  ComparisonReport(Sweep.Result result, PrintWriter out) {
    this.result = result;
    this.out = out;
  }

  void print() {
    Comparison comparison = result.comparison();
    List<Metric> columns = columns(comparison);
    out.println();
    StringBuilder head = new StringBuilder(cell("setting"));
    columns.forEach(metric -> head.append(String.format(Locale.ROOT, " %16s", metric.label())));
    out.println(head);
    for (Summary setting : comparison.settings()) {
      StringBuilder line = new StringBuilder(cell(setting.setting().name()));
      for (Metric metric : columns) {
        double value = comparison.estimate(setting, metric).value();
        line.append(String.format(Locale.ROOT, " %16s", Figures.text(metric, value)));
      }
      out.println(line);
    }
    out.println();
    line("comparison", shown(result.page()));
    line("as Parquet", shown(result.numbers()));
    result.winner().ifPresent(best -> line("best", best.setting().setting().name()));
    result.preset().ifPresent(file -> line("preset", shown(file)));
  }

  /** What decided, then what people ask for first. */
  private List<Metric> columns(Comparison comparison) {
    List<String> wanted = new ArrayList<>();
    result.winner().ifPresent(best -> wanted.add(best.metric().name()));
    wanted.addAll(FIRST);
    return wanted.stream()
        .distinct()
        .flatMap(name -> comparison.metrics().stream().filter(metric -> metric.name().equals(name)))
        .filter(metric -> !metric.name().equals("error_rate") || comparison.occurs(metric))
        .limit(MOST_COLUMNS)
        .toList();
  }

  private static String cell(String name) {
    String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    return String.format(Locale.ROOT, "%-" + LONGEST_NAME + "s", shown);
  }

  private static String shown(Path path) {
    return Redaction.ofEnvironment().text(path.toString());
  }

  private void line(String label, String value) {
    out.printf(Locale.ROOT, "%-13s %s%n", label, value);
  }
}
