package millrace.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import millrace.jobs.output.LengthHistogram;
import millrace.jobs.output.UnitDetail;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;
import millrace.jobs.output.UnitSpan;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RunReportTest {
  private static final String HOSTILE = "<script>alert('x')</script> & \"quoted\" \u202Eback\u0007";
  private static final Facts FACTS =
      new Facts(
          "a model " + HOSTILE,
          Map.of("Input", HOSTILE),
          Map.of("sampling.stop", HOSTILE),
          Map.of("job.seed", "0"));

  private static UnitRecord unit(Random random, int index, long started) {
    Map<Integer, Long> prompts = new HashMap<>();
    Map<Integer, Long> completions = new HashMap<>();
    for (int row = 0; row < 200; row++) {
      int prompt = (int) Math.exp(4.5 + random.nextGaussian() * 0.8);
      int completion = Math.min(256, (int) Math.exp(4.2 + random.nextGaussian()));
      prompts.merge(LengthHistogram.bucketOf(prompt), 1L, Long::sum);
      completions.merge(LengthHistogram.bucketOf(completion), 1L, Long::sum);
    }
    long millis = 30_000 + random.nextInt(40_000) + (index == 7 ? 90_000 : 0);
    return new UnitRecord(
        new UnitResult(
            200,
            230,
            Map.of("PROMPT_TOO_LONG", 4L, "INVALID_SAMPLING", 1L),
            Map.of("eos", 150L, "length", 60L, "stop_string", 15L, "error", 5L),
            25_000,
            4_000,
            18_000,
            Map.of("onednn-3.11.0+vector-512", 1L),
            Map.of("int8", 1L),
            Map.of("bf16", 1L),
            millis),
        new UnitDetail(
            new LengthHistogram(prompts),
            new LengthHistogram(completions),
            Map.of(
                "PROMPT_TOO_LONG",
                List.of(new UnitDetail.Example("row-" + index, "Cannot complete row: " + HOSTILE)),
                "INVALID_SAMPLING",
                List.of(new UnitDetail.Example(HOSTILE, "with the secret canary")))),
        new UnitSpan("host-" + index % 3, "1", started, started + millis));
  }

  /** Four slots that take unit after unit, and a second run an hour later. */
  private static ReportData data() {
    Random random = new Random(5);
    ReportData data = new ReportData();
    long[] free = {0, 0, 0, 0};
    for (int index = 0; index < 60; index++) {
      int slot = 0;
      for (int other = 1; other < free.length; other++) {
        slot = free[other] < free[slot] ? other : slot;
      }
      long pause = index >= 40 ? 3_600_000 : 0;
      UnitRecord unit = unit(random, index, 1_700_000_000_000L + free[slot] + pause);
      free[slot] += unit.span().millis();
      data.add("part-%06d-0badcafe.parquet".formatted(index), unit);
    }
    return data;
  }

  private static String page(ReportData data) {
    return RunReport.page(data, FACTS, text -> text.replace("canary", "***"));
  }

  @Test
  void theTotalsOfAllUnitsAreShown() {
    assertThat(page(data()))
        .contains("<dt>Input rows</dt>\n<dd>12,000</dd>")
        .contains("<dt>Output rows</dt>\n<dd>13,800</dd>")
        .contains("<dt>Rows in error</dt>\n<dd>300</dd>")
        .contains("<dt>New tokens</dt>\n<dd>1,080,000</dd>")
        .contains("PROMPT_TOO_LONG")
        .contains("the job was resumed 1 time(s)")
        .contains("part-000007-0badcafe.parquet")
        .contains(">row-0</td>")
        .doesNotContain(">row-3</td>"); // three examples of a code are enough
  }

  @Test
  void textsOfTheJobBecomeNoMarkup() {
    assertThat(page(data()))
        .doesNotContain("<script")
        .doesNotContain("\u202E")
        .doesNotContain("\u0007")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;");
  }

  @Test
  void messagesAreRedacted() {
    assertThat(page(data())).doesNotContain("canary").contains("with the secret ***");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    assertThat(page(data()))
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("src=")
        .doesNotContain("url(")
        .doesNotContain("@import")
        .contains("default-src 'none'");
  }

  @Test
  void everyChartHasATitleAndADescriptionOfItsOwn() {
    String page = page(data());
    Matcher charts = Pattern.compile("aria-labelledby=\"(\\S+) (\\S+)\"").matcher(page);
    Set<String> ids = new HashSet<>();
    while (charts.find()) {
      assertThat(ids.add(charts.group(1))).isTrue();
      assertThat(page).contains("<title id=\"" + charts.group(1) + "\">");
      assertThat(page).contains("<desc id=\"" + charts.group(2) + "\">");
    }
    assertThat(ids).hasSize(4);
  }

  @Test
  void chartsAreWellFormed() throws Exception {
    Matcher charts = Pattern.compile("(?s)<svg .*?</svg>").matcher(page(data()));
    int count = 0;
    while (charts.find()) {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.parse(new InputSource(new StringReader(charts.group())));
      assertThat(charts.group()).doesNotContain("NaN").doesNotContain("Infinity");
      count++;
    }
    assertThat(count).isGreaterThan(4);
  }

  @Test
  void aJobWithoutRowsHasAPageToo() {
    String page = RunReport.page(new ReportData(), FACTS, UnaryOperator.identity());
    assertThat(page).contains("<dt>Input rows</dt>\n<dd>0</dd>").contains("No row is in error.");
  }

  @Test
  void aJobInWhichEveryRowFailedHasAPageToo() {
    ReportData data = new ReportData();
    data.add(
        "part",
        new UnitRecord(
            new UnitResult(
                1,
                1,
                Map.of("EMPTY_PROMPT", 1L),
                Map.of("error", 1L),
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                0),
            UnitDetail.NOTHING,
            new UnitSpan("host", "1", 5, 5)));
    assertThat(page(data)).doesNotContain("NaN").contains("EMPTY_PROMPT");
  }

  /** For looking at it in a browser: where -Dmillrace.report=FILE says. */
  @Test
  void thePageCanBeLookedAt() throws IOException {
    String file = System.getProperty("millrace.report", "");
    Path written = file.isEmpty() ? Files.createTempFile("run", ".html") : Path.of(file);
    Files.writeString(written, page(data()));
    assertThat(written).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    if (file.isEmpty()) {
      Files.delete(written);
    }
  }
}
