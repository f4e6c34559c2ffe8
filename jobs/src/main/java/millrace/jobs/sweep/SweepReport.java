package millrace.jobs.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Excerpt;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Metric.Group;
import millrace.jobs.evaluate.Summary;
import millrace.jobs.report.Html;
import millrace.jobs.report.Numbers;

/** The page that compares the settings of a sweep. */
final class SweepReport {
  /** More columns of texts side by side nobody reads. */
  private static final int MOST_COLUMNS = 24;

  private static final List<Group> TABLES =
      List.of(Group.ANSWERS, Group.LENGTH, Group.DIVERSITY, Group.MODEL);

  private final Comparison comparison;
  private final SweepFacts facts;
  private final Html page = new Html();

  private SweepReport(Comparison comparison, SweepFacts facts) {
    this.comparison = comparison;
    this.facts = facts;
  }

  /** The whole HTML document. Every text of rows and settings is escaped. */
  static String page(Comparison comparison, SweepFacts facts) {
    SweepReport report = new SweepReport(comparison, facts);
    report.write();
    return report.page.toString();
  }

  private void write() {
    page.begin("Millrace sweep with " + facts.model(), style());
    page.raw("<header>").element("h1", "Millrace sweep").element("p", headline()).raw("</header>");
    figures();
    facts.best().ifPresent(this::best);
    TABLES.forEach(this::group);
    page.raw("<section>").element("h2", "Stop reasons");
    page.raw(Distributions.stopReasons(comparison));
    page.raw("<details>").element("summary", "As a table");
    table(metrics(Group.STOP));
    page.raw("</details></section><section>").element("h2", "Lengths");
    page.raw(Distributions.lengths(comparison)).raw("</section>");
    excerpts();
    settings();
    meanings();
    page.end();
  }

  private static String style() {
    try (InputStream in = SweepReport.class.getResourceAsStream("sweep.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the page's style sheet", e);
    }
  }

  private String headline() {
    return "%s, %s settings on %s prompts; intervals of 95 %%, bootstrap over prompts"
        .formatted(
            facts.model(),
            Numbers.whole(comparison.settings().size()),
            Numbers.whole(comparison.prompts()));
  }

  private void figures() {
    page.raw("<dl class=\"figures\">");
    figure("Settings", Numbers.whole(comparison.settings().size()));
    figure("Prompts", Numbers.whole(comparison.prompts()));
    figure("Output rows", Numbers.whole(facts.rows()));
    figure("Rows in error", Numbers.whole(facts.errorRows()));
    page.raw("</dl>");
  }

  private void figure(String label, String value) {
    page.raw("<div>").element("dt", label).element("dd", value).raw("</div>");
  }

  private void best(Best.Winner winner) {
    Estimate estimate = comparison.estimate(winner.setting(), winner.metric());
    page.raw("<section>").element("h2", "Best by " + winner.metric().label());
    page.element("p class=\"winner\"", winner.setting().setting().name());
    page.element(
        "p",
        winner.metric().label()
            + " "
            + Figures.withInterval(winner.metric(), estimate)
            + ". Where the intervals of two settings overlap, their order may be chance.");
    page.raw("</section>");
  }

  private List<Metric> metrics(Group group) {
    return comparison.metrics().stream().filter(metric -> metric.group() == group).toList();
  }

  private void group(Group group) {
    List<Metric> metrics = metrics(group);
    if (metrics.isEmpty()) {
      return;
    }
    page.raw("<section>").element("h2", group.title());
    table(metrics);
    page.raw("<div class=\"multiples\">");
    List<String> names =
        comparison.settings().stream().map(setting -> setting.setting().name()).toList();
    for (Metric metric : metrics.stream().filter(comparison::occurs).toList()) {
      List<Estimate> estimates =
          comparison.settings().stream()
              .map(setting -> comparison.estimate(setting, metric))
              .toList();
      page.raw(IntervalChart.of(metric, names, estimates));
    }
    page.raw("</div></section>");
  }

  private void table(List<Metric> metrics) {
    List<Metric> shown =
        metrics.stream()
            .filter(metric -> metric.group() != Group.STOP || comparison.occurs(metric))
            .toList();
    List<String> headings = new ArrayList<>(List.of("setting"));
    shown.forEach(metric -> headings.add(metric.label()));
    page.raw("<div class=\"scroll\"><table>").headings(headings).raw("<tbody>");
    for (Summary setting : comparison.settings()) {
      page.raw("<tr>").element("th scope=\"row\"", setting.setting().name());
      for (Metric metric : shown) {
        Estimate estimate = comparison.estimate(setting, metric);
        page.raw("<td>" + Html.escape(Figures.text(metric, estimate.value())));
        page.element("small", Figures.interval(metric, estimate)).raw("</td>");
      }
      page.raw("</tr>");
    }
    page.raw("</tbody></table></div>");
  }

  private void excerpts() {
    if (comparison.excerpts().isEmpty()) {
      return;
    }
    int columns = Math.min(MOST_COLUMNS, comparison.settings().size());
    page.raw("<section>").element("h2", "Side by side");
    if (columns < comparison.settings().size()) {
      page.element("p", "The first " + columns + " settings.");
    }
    for (Excerpt excerpt : comparison.excerpts()) {
      page.raw("<article>").element("h3", excerpt.id());
      page.element("p class=\"prompt\"", facts.prompts().getOrDefault(excerpt.position(), "–"));
      if (excerpt.reference() != null) {
        page.element("p class=\"reference\"", "Reference: " + excerpt.reference());
      }
      page.raw("<div class=\"columns\" tabindex=\"0\">");
      for (int i = 0; i < columns; i++) {
        page.raw("<div>").element("h4", comparison.settings().get(i).setting().name());
        excerpt.bySetting().get(i).forEach(this::text);
        page.raw("</div>");
      }
      page.raw("</div></article>");
    }
    page.raw("</section>");
  }

  private void text(Excerpt.Text text) {
    page.element("p class=\"text\"", text.text());
    page.element("small", text.tokens() + " tokens, " + text.stopReason());
  }

  private void settings() {
    page.raw("<section>").element("h2", "Settings");
    page.element("p", "What a setting does not name is as the job has it.");
    Map<String, String> rows = new LinkedHashMap<>();
    comparison.settings().forEach(one -> rows.put(one.setting().name(), fields(one.setting())));
    page.texts(rows);
    page.element("h3", "The job's sampling where it differs from the defaults");
    if (facts.sampling().isEmpty()) {
      page.element("p", "It does not.");
    }
    page.texts(facts.sampling());
    page.raw("</section>");
  }

  private static String fields(NamedSampling setting) {
    return setting.fields().entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining(", "));
  }

  private void meanings() {
    page.raw("<section>").element("h2", "What the numbers mean");
    Map<String, String> rows = new LinkedHashMap<>();
    comparison.metrics().stream()
        .filter(metric -> metric.group() != Group.STOP)
        .forEach(metric -> rows.put(metric.label(), metric.meaning()));
    page.texts(rows);
    page.raw("</section>");
  }
}
