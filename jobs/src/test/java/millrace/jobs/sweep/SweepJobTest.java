package millrace.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Match;
import millrace.jobs.evaluate.Questions;
import millrace.jobs.evaluate.Summary;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.parquet.example.data.Group;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A sweep from its rows to its page, with the fake engine. */
class SweepJobTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final String GRID = "max_new_tokens=3,6,20";

  @TempDir Path folder;
  private Path input;
  private Path output;

  /** 40 rows, some with their own sampling, some in error. */
  @BeforeEach
  void writeATable() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      Integer samples = i % 3 == 0 ? 3 : null;
      prompts.add(new Prompt("row-" + i, "The " + i + "th tale", null, null, samples));
    }
    prompts.add(4, Prompt.of("null", null));
    prompts.add(11, Prompt.of("long", "x".repeat(1000)));
    prompts.add(20, new Prompt("mends", "!nan:fixed the second sample", null, null, 2));
    prompts.add(38, new Prompt("hot", "A tale", -1.0, null, 2));
    input = PromptTables.write(folder.resolve("prompts"), prompts, 2);
    output = folder.resolve("out");
  }

  private TestJob job(String... assignments) {
    List<String> all = new ArrayList<>(List.of("job.max_non_finite_fraction=1"));
    all.addAll(List.of(assignments));
    return new TestJob(folder).with(all.toArray(String[]::new));
  }

  private static Map<String, List<String>> bySetting(Path output) throws IOException {
    Map<String, List<String>> rows = new HashMap<>();
    for (Group row : Completions.groups(output)) {
      String text =
          row.toString()
              .lines()
              .filter(line -> !line.startsWith("generate_ms:") && !line.startsWith("setting:"))
              .collect(Collectors.joining("\n"));
      rows.computeIfAbsent(row.getString("setting", 0), any -> new ArrayList<>()).add(text);
    }
    return rows;
  }

  @Test
  void theRowsOfASettingAreThoseOfAJobWithIt() throws IOException {
    JobOutcome outcome = job().sweeping(GRID).run(SPARK.spark(), input, output);

    Map<String, List<String>> rows = bySetting(output);
    assertThat(rows).hasSize(3);
    for (String tokens : List.of("3", "6", "20")) {
      Path alone = folder.resolve("alone-" + tokens);
      job("sampling.max_new_tokens=" + tokens).run(SPARK.spark(), input, alone);
      assertThat(rows.get("max_new_tokens=" + tokens)).isEqualTo(Completions.rows(alone));
    }
    assertThat(outcome.total().rowsIn()).isEqualTo(40);
    assertThat(outcome.total().rowsOut()).isEqualTo(3 * (40 + 2 * 12 + 2));
    assertThat(Files.readString(output.resolve("_millrace/run.json")))
        .containsSubsequence("\"sweep\" :", "\"max_new_tokens=3\"", "\"max_new_tokens\" : 3");
  }

  @Test
  void aSettingWinsOverTheRowAndTheRowOverTheJob() throws IOException {
    job("sampling.n=4").sweeping("n=1,2", "max_new_tokens=5").run(SPARK.spark(), input, output);
    Map<String, List<String>> rows = bySetting(output);
    assertThat(rows.get("n=1,max_new_tokens=5")).hasSize(40);
    assertThat(rows.get("n=2,max_new_tokens=5")).hasSize(80);
  }

  @Test
  void unitSizesTakeTheSettingsIntoAccount() throws IOException {
    String[] sizes = {"job.unit_rows=1000", "job.unit_tokens=2000", "sampling.max_new_tokens=100"};
    int units = job(sizes).prepare(input, output).plan().size();
    int swept = job(sizes).sweeping("top_k=1,2,3,4").prepare(input, output).plan().size();
    assertThat(swept).isGreaterThan(2 * units);
  }

  @Test
  void aRerunDoesTheRestAndOtherSettingsAreRefused() throws IOException {
    job().sweeping(GRID).run(SPARK.spark(), input, folder.resolve("whole"));
    job().sweeping(GRID).run(SPARK.spark(), input, output);
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(output).get(1));
    PreparedJob again = job().sweeping(GRID).prepare(input, output);
    assertThat(again.state()).isEqualTo(OutputDirectory.State.UNFINISHED);
    assertThat(job().sweeping(GRID).run(SPARK.spark(), again).thisRun().rowsIn()).isEqualTo(10);
    assertThat(Completions.rows(output)).isEqualTo(Completions.rows(folder.resolve("whole")));

    assertThatThrownBy(() -> job().sweeping("max_new_tokens=3,6").prepare(input, output))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sweep.max_new_tokens=20: {max_new_tokens=20} → (none)");
    assertThatThrownBy(() -> job().prepare(input, output)).hasMessageContaining("Cannot resume");
  }

  @Test
  void errorRowsAreRetriedUnderTheirSettingsAlone() throws IOException {
    job().sweeping(GRID).run(SPARK.spark(), input, output);
    Map<String, List<String>> before = bySetting(output);
    Files.writeString(folder.resolve("fixed"), "");
    job().sweeping(GRID).retryingErrors().run(SPARK.spark(), input, output);

    job().sweeping(GRID).run(SPARK.spark(), input, folder.resolve("never-failed"));
    assertThat(bySetting(output)).isEqualTo(bySetting(folder.resolve("never-failed")));
    assertThat(bySetting(output)).isNotEqualTo(before);
  }

  @Test
  void aColumnCalledSettingCannotPassThrough() throws IOException {
    SparkSession session = SparkSession.builder().config(SPARK.spark().getConf()).getOrCreate();
    Path named = folder.resolve("named");
    session.range(3).selectExpr("'A' prompt", "id", "1 Setting").write().parquet(named.toString());
    assertThatThrownBy(() -> job().sweeping(GRID).prepare(named, output))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("column Setting, passed through")
        .hasMessageContaining("output column setting");
  }

  private Sweep.Result conclude(TestJob job, Path output, Questions questions, String best)
      throws IOException {
    PreparedJob prepared = job.prepare(input, output);
    JobOutcome outcome = job.run(SPARK.spark(), prepared);
    Optional<Best> choice = Optional.ofNullable(best).map(Best::parse);
    Sweep.check(prepared, questions, choice);
    return Sweep.conclude(SPARK.spark(), prepared, outcome, questions, choice);
  }

  private static double value(Comparison comparison, String setting, String metric) {
    Summary summary =
        comparison.settings().stream()
            .filter(one -> one.setting().name().equals(setting))
            .findFirst()
            .orElseThrow();
    return comparison.metrics().stream()
        .filter(one -> one.name().equals(metric))
        .mapToDouble(one -> comparison.estimate(summary, one).value())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theMetricsAreThoseOfTheRows() throws IOException {
    Comparison comparison =
        conclude(job().sweeping(GRID), output, Questions.NONE, null).comparison();
    SparkSession session = SparkSession.builder().config(SPARK.spark().getConf()).getOrCreate();
    Dataset<Row> table = session.read().parquet(output.toString());
    assertThat(table.columns()).doesNotContain("metric", "low");
    for (Row row : means(session, table)) {
      String setting = row.getString(0);
      assertThat(value(comparison, setting, "completion_tokens"))
          .isCloseTo(row.getDouble(1), within(1e-12));
      assertThat(value(comparison, setting, "characters"))
          .isCloseTo(row.getDouble(2), within(1e-12));
      assertThat(value(comparison, setting, "error_rate"))
          .isCloseTo(row.getDouble(3), within(1e-12));
      assertThat(value(comparison, setting, "stop_length"))
          .isCloseTo(row.getDouble(4), within(1e-12));
      assertThat(value(comparison, setting, "perplexity"))
          .isCloseTo(row.getDouble(5), within(1e-9));
    }
  }

  private static List<Row> means(SparkSession session, Dataset<Row> table) {
    table.createOrReplaceTempView("rows");
    List<Row> rows =
        session
            .sql(
                """
                SELECT setting,
                  avg(CASE WHEN error IS NULL THEN completion_tokens END),
                  avg(CASE WHEN error IS NULL THEN length(completion) END),
                  avg(CASE WHEN error IS NULL THEN 0.0D ELSE 1.0D END),
                  avg(CASE WHEN stop_reason = 'length' THEN 1.0D ELSE 0.0D END),
                  exp(-sum(cumulative_logprob) / sum(completion_tokens))
                FROM rows GROUP BY setting
                """)
            .collectAsList();
    assertThat(rows).hasSize(3);
    return rows;
  }

  @Test
  void theComparisonDoesNotDependOnHowTheTableIsCut() throws IOException {
    Comparison small = conclude(job().sweeping(GRID), output, Questions.NONE, null).comparison();
    TestJob other = job("job.unit_rows=1000").sweeping(GRID);
    Path large = folder.resolve("large");
    assertThat(conclude(other, large, Questions.NONE, null).comparison()).isEqualTo(small);
  }

  @Test
  void answersAreJudgedAgainstTheReference() throws IOException {
    Questions questions = new Questions("topic", Match.Regex.of("^ (\\d+)"));
    TestJob job = job("sampling.n=2").sweeping(GRID);
    Sweep.Result result = conclude(job, output, questions, "match");
    Comparison comparison = result.comparison();
    assertThat(value(comparison, "max_new_tokens=3", "match")).isZero();
    assertThat(value(comparison, "max_new_tokens=3", "maj@n")).isZero();
    assertThat(result.winner().orElseThrow().setting().setting().name())
        .isEqualTo("max_new_tokens=3"); // the first of equals
  }

  @Test
  void pageNumbersAndPresetLieBesideTheTable() throws IOException {
    TestJob job = job("sampling.top_k=7").sweeping(GRID);
    Sweep.Result result = conclude(job, output, Questions.NONE, "completion_tokens:max");

    String page = Files.readString(output.resolve("_millrace/sweep.html"));
    assertThat(page)
        .contains("max_new_tokens=20", "The 0th tale", "Best by tokens", "<td>7</td>")
        .doesNotContain("<script", "http://", "https://");
    SparkSession session = SparkSession.builder().config(SPARK.spark().getConf()).getOrCreate();
    Dataset<Row> numbers = session.read().parquet(result.numbers().toString());
    assertThat(numbers.filter("metric = 'completion_tokens'").count()).isEqualTo(3);
    assertThat(numbers.filter("low > value or high < value").count()).isZero();
    assertThat(session.read().parquet(output.toString()).count()).isEqualTo(198);

    Path preset = output.resolve("_millrace/best.yaml");
    NamedSampling winner = result.winner().orElseThrow().setting().setting();
    assertThat(winner.fields()).isEqualTo(Map.of("max_new_tokens", 20));
    Path alone = folder.resolve("alone");
    TestJob again = new TestJob(folder).with(new SettingsBuilder().file(preset));
    again.run(SPARK.spark(), input, alone);
    assertThat(Completions.rows(alone)).isEqualTo(bySetting(output).get("max_new_tokens=20"));
  }

  @Test
  void concludingAgainGivesTheSamePage() throws IOException {
    conclude(job().sweeping(GRID), output, Questions.NONE, null);
    String page = Files.readString(output.resolve("_millrace/sweep.html"));
    conclude(job().sweeping(GRID), output, Questions.NONE, null);
    assertThat(Files.readString(output.resolve("_millrace/sweep.html"))).isEqualTo(page);
  }

  @Test
  void whatCannotBeToldIsRefusedBeforeTheJob() throws IOException {
    PreparedJob prepared = job().sweeping(GRID).prepare(input, output);
    refused(prepared, new Questions("answer", new Match.Exact()), null, "[topic]");
    refused(prepared, Questions.NONE, "match", "--best match, no metric of this sweep, one of");
    refused(prepared, Questions.NONE, "perplexity", "write perplexity:max or perplexity:min");
    assertThatThrownBy(() -> Best.parse("match:most"))
        .hasMessageContaining("--best match:most, expected METRIC, :max or :min");
    assertThat(output).doesNotExist();
  }

  private static void refused(PreparedJob job, Questions questions, String best, String message) {
    Optional<Best> choice = Optional.ofNullable(best).map(Best::parse);
    assertThatThrownBy(() -> Sweep.check(job, questions, choice))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
