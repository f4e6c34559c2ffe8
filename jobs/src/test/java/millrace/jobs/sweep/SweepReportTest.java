package millrace.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Excerpt;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Metric.Better;
import millrace.jobs.evaluate.Metric.Group;
import millrace.jobs.evaluate.Metric.Scale;
import millrace.jobs.evaluate.Summary;
import millrace.jobs.output.LengthHistogram;
import org.junit.jupiter.api.Test;

/** The page of a sweep, from a comparison made by hand. */
class SweepReportTest {
  private static final String EVIL = "<script>alert('x')</script>\"&";

  private static final List<Metric> METRICS =
      List.of(
          new Metric("match", "match", "Right.", Group.ANSWERS, Better.HIGHER, Scale.SHARE),
          new Metric("tokens", "tokens", "Long.", Group.LENGTH, Better.NEITHER, Scale.PLAIN),
          new Metric("stop_eos", "eos", "Ended.", Group.STOP, Better.NEITHER, Scale.SHARE));

  private static Summary summary(String name, double match, double tokens) {
    List<Estimate> estimates =
        List.of(
            new Estimate(match, match - 0.1, match + 0.1, 20),
            new Estimate(tokens, Double.NaN, Double.NaN, 20),
            new Estimate(1, 1, 1, 20));
    NamedSampling setting = new NamedSampling(name, Map.of("stop", List.of(EVIL)));
    return new Summary(setting, estimates, new LengthHistogram(Map.of(8, 15L, 10, 5L)));
  }

  private static String page(int settings) {
    List<Summary> summaries = new ArrayList<>();
    List<List<Excerpt.Text>> texts = new ArrayList<>();
    for (int i = 0; i < settings; i++) {
      summaries.add(summary(i == 0 ? EVIL : "setting-" + i, 0.25 + 0.01 * i, 1234.2));
      texts.add(List.of(new Excerpt.Text(EVIL + " text " + i, 7, "eos")));
    }
    Excerpt excerpt = new Excerpt(3, EVIL, EVIL + " reference", texts);
    Comparison comparison = new Comparison(METRICS, summaries, List.of(excerpt), 20);
    Optional<Best.Winner> best = Optional.of(Best.parse("match").choose(comparison));
    SweepFacts facts =
        new SweepFacts(EVIL, 1_600, 3, Map.of("stop", EVIL), Map.of(3L, EVIL + " prompt"), best);
    return SweepReport.page(comparison, facts);
  }

  @Test
  void everyTextIsEscapedAndNothingIsLoaded() {
    String page = page(2);
    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("href=")
        .contains("default-src 'none'")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp; prompt")
        .contains("&amp; text 1")
        .contains("&amp; reference");
  }

  @Test
  void valuesStandWithTheirIntervals() {
    String page = page(2);
    assertThat(page)
        .contains("25.0 %<small>15.0 … 35.0 %</small>".replace("<small>", "\n<small>"))
        .contains("<small></small>") // no interval
        .contains("1,234", "Best by match", "setting-1", "20");
    assertThat(page.split("<figure>", -1)).hasSize(3);
  }

  @Test
  void manySettingsHaveAllNumbersButNotAllTexts() {
    String page = page(30);
    assertThat(page).contains("setting-29", "text 23", "The first 24 settings.");
    assertThat(page).doesNotContain("text 24<");
  }

  @Test
  void longNamesKeepBothEnds() {
    String shortened = IntervalChart.shorten("temperature=0.7,frequency_penalty=0.25,top_p=0.9");
    assertThat(shortened).hasSize(30).startsWith("temperature=0").endsWith("top_p=0.9");
    assertThat(IntervalChart.shorten("greedy")).isEqualTo("greedy");
  }
}
