package millrace.jobs.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import millrace.jobs.output.LengthHistogram;
import millrace.jobs.output.UnitDetail;
import millrace.jobs.output.UnitResult;

/** The page of a finished job. */
public final class RunReport {
  private static final int SLOWEST = 12;

  private final ReportData data;
  private final Facts facts;
  private final Timeline time;
  private final UnaryOperator<String> redaction;
  private final Html page = new Html();

  private RunReport(ReportData data, Facts facts, UnaryOperator<String> redaction) {
    this.data = data;
    this.facts = facts;
    this.redaction = redaction;
    this.time = Timeline.of(data.points());
  }

  /**
   * The whole HTML document. Every text of the job is escaped.
   *
   * @param redaction takes secrets out of the messages of errors
   */
  public static String page(ReportData data, Facts facts, UnaryOperator<String> redaction) {
    RunReport report = new RunReport(data, facts, redaction);
    report.write();
    return report.page.toString();
  }

  private void write() {
    page.begin("Millrace run with " + facts.model(), "");
    page.raw("<header>").element("h1", "Millrace run").element("p", headline()).raw("</header>");
    figures();
    if (!data.points().isEmpty()) {
      throughput();
      lengths();
    }
    stopReasons();
    errors();
    slowestUnits();
    table("About", facts.about());
    table("Settings that were changed", facts.changed());
    settings();
    page.end();
  }

  private String headline() {
    if (time.runs().isEmpty()) {
      return facts.model();
    }
    Timeline.Run first = time.runs().get(0);
    Timeline.Run last = time.runs().get(time.runs().size() - 1);
    return facts.model()
        + ", "
        + moment(first.startedMillis())
        + " to "
        + moment(last.startedMillis() + last.millis());
  }

  private static String moment(long millis) {
    return Instant.ofEpochMilli(millis)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString()
            .replace('T', ' ')
            .replace("Z", "")
        + " UTC";
  }

  private void figures() {
    UnitResult totals = data.totals();
    double seconds = time.millis() / 1e3;
    page.raw("<dl class=\"figures\">");
    figure("Input rows", Numbers.whole(totals.rowsIn()));
    figure("Output rows", Numbers.whole(totals.rowsOut()));
    figure("Rows in error", Numbers.whole(totals.errorRows()));
    figure("Prompt tokens", Numbers.whole(totals.promptTokens()));
    figure("of them cached", Numbers.whole(totals.cachedPromptTokens()));
    figure("New tokens", Numbers.whole(totals.completionTokens()));
    figure("Tokens a second", seconds == 0 ? "–" : Numbers.brief(totals.tokens() / seconds));
    figure("Time in runs", Numbers.time(time.millis()));
    page.raw("</dl>");
  }

  private void figure(String label, String value) {
    page.raw("<div>").element("dt", label).element("dd", value).raw("</div>");
  }

  private void throughput() {
    page.raw("<section>").element("h2", "Throughput");
    page.raw(
        Charts.overTime("speed", "Throughput", "tokens a second", time.tokensPerSecond(), time));
    page.raw(Charts.overTime("units", "Units at work", "units running", time.unitsRunning(), time));
    page.element("p", idle());
    page.raw("</section>");
  }

  private String idle() {
    long tail = time.runs().stream().mapToLong(Timeline.Run::tailMillis).sum();
    int slots = time.runs().stream().mapToInt(Timeline.Run::slots).max().orElse(0);
    return "Of the time of "
        + Numbers.whole(slots)
        + " task slot(s), "
        + Numbers.percent(time.idleShare())
        + " was idle. At the end of the run(s), "
        + Numbers.time(tail)
        + " in all, some slots had nothing left to do"
        + (time.runs().size() > 1
            ? "; the job was resumed " + (time.runs().size() - 1) + " time(s)."
            : ".");
  }

  private void lengths() {
    UnitDetail detail = data.detail();
    page.raw("<section>").element("h2", "Lengths");
    histogram("prompts", "Prompts by length", "input rows", detail.promptLengths());
    histogram("new", "Completions by length", "output rows", detail.completionLengths());
    page.raw("</section>");
  }

  private void histogram(String id, String title, String unit, LengthHistogram lengths) {
    page.element("h3", title);
    if (lengths.total() == 0) {
      page.element("p", "none");
      return;
    }
    page.raw(Charts.lengths(id, title, unit, lengths));
    page.raw("<details>").element("summary", "As a table").raw("<table>");
    page.headings(List.of("tokens", unit)).raw("<tbody>");
    lengths
        .counts()
        .forEach((bucket, n) -> page.row(Charts.range(bucket), List.of(Numbers.whole(n))));
    page.raw("</tbody></table></details>");
  }

  private void stopReasons() {
    page.raw("<section>").element("h2", "Stop reasons");
    if (!data.totals().stopReasons().isEmpty()) {
      bars(List.of("reason", "output rows", "share", ""), data.totals().stopReasons());
    }
    page.raw("</section>");
  }

  private void bars(List<String> headings, Map<String, Long> counts) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    page.raw("<table>").headings(headings).raw("<tbody>");
    byCount(counts)
        .forEach(
            entry -> {
              double share = (double) entry.getValue() / all;
              page.raw("<tr>").element("th scope=\"row\"", entry.getKey());
              page.element("td", Numbers.whole(entry.getValue()));
              page.element("td", Numbers.percent(share));
              page.raw(
                  "<td class=\"wide\"><svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\""
                      + " aria-hidden=\"true\"><rect class=\"bar\" height=\"8\" width=\""
                      + Math.max(0.3, Math.round(share * 1_000) / 10.0)
                      + "\"/></svg></td></tr>");
            });
    page.raw("</tbody></table>");
  }

  private static List<Map.Entry<String, Long>> byCount(Map<String, Long> counts) {
    Comparator<Map.Entry<String, Long>> order = Map.Entry.comparingByValue();
    return counts.entrySet().stream().sorted(order.reversed()).toList();
  }

  private void errors() {
    page.raw("<section>").element("h2", "Errors");
    if (data.totals().errors().isEmpty()) {
      page.element("p", "No row is in error.").raw("</section>");
      return;
    }
    bars(List.of("code", "output rows", "share of errors", ""), data.totals().errors());
    page.element("h3", "Examples").raw("<table class=\"text\">");
    page.headings(List.of("code", "row", "message")).raw("<tbody>");
    data.detail()
        .examples()
        .forEach(
            (code, examples) ->
                examples.forEach(
                    example ->
                        page.row(code, List.of(example.id(), redaction.apply(example.message())))));
    page.raw("</tbody></table></section>");
  }

  private void slowestUnits() {
    page.raw("<section>").element("h2", "Slowest units").raw("<table>");
    page.headings(List.of("unit", "host", "time", "input rows", "tokens", "tokens a second"));
    page.raw("<tbody>");
    for (UnitPoint unit : data.slowest(SLOWEST)) {
      page.row(
          unit.name(),
          List.of(
              unit.span().host(),
              Numbers.time(unit.span().millis()),
              Numbers.whole(unit.rows()),
              Numbers.whole(unit.tokens()),
              Numbers.brief(unit.tokensPerSecond())));
    }
    page.raw("</tbody></table>");
    page.element("p", "Units that run at once share an engine, so each alone looks slower.");
    page.raw("</section>");
  }

  private void table(String title, Map<String, String> rows) {
    page.raw("<section>").element("h2", title);
    if (rows.isEmpty()) {
      page.element("p", "none");
    } else {
      page.texts(rows);
    }
    page.raw("</section>");
  }

  private void settings() {
    page.raw("<section><details>").element("summary", "Every setting");
    page.texts(facts.settings());
    page.raw("</details></section>");
  }
}
