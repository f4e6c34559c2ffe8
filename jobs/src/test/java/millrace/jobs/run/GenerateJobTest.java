package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputLock;
import millrace.jobs.output.UnitResult;
import millrace.jobs.progress.ProgressDisplay;
import millrace.jobs.progress.Tally;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The job on the shared local Spark of spark-testing-base, with the fake engine. */
public class GenerateJobTest extends JavaDatasetSuiteBase {
  private static final int ROWS = 61;

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private Path at(String name) {
    return temporary.getRoot().toPath().resolve(name);
  }

  private TestJob job() {
    return new TestJob(temporary.getRoot().toPath());
  }

  private Path goodTable(int files) throws IOException {
    return PromptTables.write(at("prompts-" + files), PromptTables.good(ROWS), files);
  }

  private Dataset<Row> table(Path output) {
    return spark()
        .read()
        .parquet(output.toString())
        .drop("generate_ms")
        .orderBy("id", "sample_index");
  }

  @Test
  public void theRowsDoNotDependOnHowTheInputIsSplit() throws IOException {
    job().run(jsc(), goodTable(1), at("one"));
    job().run(jsc(), goodTable(7), at("seven"));
    assertDataFrameEquals(table(at("one")), table(at("seven")));
    assertThat(table(at("one")).count()).isEqualTo(ROWS + 2L * (ROWS / 4));
  }

  @Test
  public void unitSizeChangesFilesButNotRows() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("small"));
    job().with("job.unit_rows=1000").run(jsc(), input, at("large"));
    assertDataFrameEquals(table(at("small")), table(at("large")));
    assertThat(Completions.dataFiles(at("small"))).hasSize(7);
    assertThat(Completions.dataFiles(at("large"))).hasSize(1);
  }

  @Test
  public void otherColumnsPassThroughAndRowsKeepTheirOrder() throws IOException {
    job().run(jsc(), goodTable(2), at("out"));
    List<String> ids = new ArrayList<>();
    for (Group row : Completions.groups(at("out"))) {
      String id = row.getString("id", 0);
      assertThat(row.getString("topic", 0)).isEqualTo("topic of " + id);
      if (row.getInteger("sample_index", 0) == 0) {
        ids.add(id);
      }
    }
    assertThat(ids).isEqualTo(PromptTables.good(ROWS).stream().map(Prompt::id).toList());
  }

  @Test
  public void aBadRowIsAnErrorRowAndTheOthersAreUnharmed() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(12));
    prompts.add(1, Prompt.of("null", null));
    prompts.add(3, Prompt.of("empty", ""));
    prompts.add(5, Prompt.of("long", "x".repeat(1000)));
    prompts.add(7, new Prompt("hot", "A tale", -1.0, null, null));
    prompts.add(9, new Prompt("none", "A tale", null, 0, 2));
    Path input = PromptTables.write(at("mixed"), prompts, 1);
    job().run(jsc(), PromptTables.write(at("good"), PromptTables.good(12), 1), at("expected"));
    JobOutcome outcome = job().run(jsc(), input, at("out"));

    assertThat(errors(at("out")))
        .isEqualTo(
            Map.of(
                "null", "EMPTY_PROMPT",
                "empty", "EMPTY_PROMPT",
                "long", "PROMPT_TOO_LONG",
                "hot", "INVALID_SAMPLING",
                "none", "INVALID_SAMPLING"));
    assertDataFrameEquals(table(at("expected")), table(at("out")).filter("error is null"));
    assertThat(outcome.total().errorRows()).isEqualTo(6); // the last has two samples
    assertThat(outcome.total().rowsIn()).isEqualTo(17);
  }

  private static Map<String, String> errors(Path output) throws IOException {
    Map<String, String> codes = new HashMap<>();
    for (Group row : Completions.groups(output)) {
      if (row.getFieldRepetitionCount("error") > 0) {
        assertThat(row.getString("stop_reason", 0)).isEqualTo("error");
        String code = row.getGroup("error", 0).getString("code", 0);
        codes.put(row.getString("id", 0), code);
      }
    }
    return codes;
  }

  @Test
  public void aRerunCompletesWhatIsMissingAndOpensNothingFinished() throws IOException {
    Path input = goodTable(3);
    Path output = at("out");
    job().run(jsc(), input, at("undisturbed"));
    job().run(jsc(), input, output);
    List<Path> files = Completions.dataFiles(output);
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(files.get(2));
    Files.delete(files.get(5));
    Files.writeString(files.get(0), "a finished file is taken by its name alone");

    JobOutcome outcome = job().run(jsc(), input, output);

    assertThat(outcome.thisRun().rowsIn()).isEqualTo(rowsOf(files.size(), 2, 5));
    assertThat(Files.readString(output.resolve("_millrace/run.json")))
        .containsSubsequence("\"backends\"", "\"fake\" : 8", "\"compute\"", "\"none\" : 8");
    assertThat(outcome.total().rowsIn()).isEqualTo(ROWS);
    assertThat(Files.readString(files.get(0))).startsWith("a finished file");
    assertThat(output.resolve("_SUCCESS")).exists();
    for (int i = 1; i < files.size(); i++) {
      Path same = at("undisturbed").resolve(files.get(i).getFileName());
      assertThat(Completions.rowsOf(files.get(i))).isEqualTo(Completions.rowsOf(same));
    }
  }

  @Test
  public void theProgressOfARerunBeginsWithWhatEarlierRunsDid() throws IOException {
    Path input = goodTable(3);
    JobOutcome whole = job().run(jsc(), input, at("out"));
    Files.delete(at("out/_SUCCESS"));
    Files.delete(Completions.dataFiles(at("out")).get(2));
    List<ProgressDisplay.Extent> extents = new ArrayList<>();
    JobOutcome rest =
        GenerateJob.run(
            jsc(),
            job().prepare(input, at("out")),
            job().engines(),
            (extent, source) -> {
              extents.add(extent);
              return TestJob.NO_PROGRESS.start(extent, source);
            });
    assertThat(extents).hasSize(1);
    assertThat(extents.get(0).rows()).isEqualTo(ROWS);
    Tally before = extents.get(0).before();
    assertThat(before.rows()).isEqualTo(ROWS - 1).isEqualTo(ROWS - rest.thisRun().rowsIn());
    assertThat(before.tokens())
        .isPositive()
        .isEqualTo(tokens(whole.total()) - tokens(rest.thisRun()));
  }

  private static long tokens(UnitResult result) {
    return result.promptTokens() + result.completionTokens();
  }

  /** 61 rows in files of 21, 21 and 19, cut after 10 rows: 10, 10, 1, 10, 10, 1, 10, 9. */
  private static long rowsOf(int units, int... indexes) {
    int[] rows = {10, 10, 1, 10, 10, 1, 10, 9};
    assertThat(units).isEqualTo(rows.length);
    long sum = 0;
    for (int index : indexes) {
      sum += rows[index];
    }
    return sum;
  }

  @Test
  public void aRerunOfAFinishedJobDoesNothing() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("out"));
    String manifest = Files.readString(at("out/_millrace/run.json"));
    JobOutcome again = job().run(jsc(), input, at("out"));
    assertThat(again.thisRun().rowsIn()).isZero();
    assertThat(again.total().rowsIn()).isEqualTo(ROWS);
    assertThat(Files.readString(at("out/_millrace/run.json"))).isEqualTo(manifest);
  }

  @Test
  public void aRerunWithOtherSettingsIsRefusedWithWhatChanged() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("out"));
    assertThatThrownBy(
            () -> job().with("sampling.temperature=0.5", "job.seed=3").prepare(input, at("out")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot resume: ")
        .hasMessageContaining("job.seed: 0 → 3; sampling.temperature: 1.0 → 0.5");
    job().with("engine.threads=1").prepare(input, at("out")); // does not change rows
  }

  @Test
  public void conversationsForAModelWithoutATemplateAreRefused() throws IOException {
    Path input = PromptTables.writeConversations(at("conversations"), 3);
    assertThatThrownBy(() -> job().prepare(input, at("out")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot render conversations: column messages, ")
        .hasMessageContaining("the model has no chat template");
    assertThat(at("out")).doesNotExist();
  }

  @Test
  public void overwriteReplacesARunButNothingElse() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("out"));
    job().with("job.seed=3").overwriting().run(jsc(), input, at("out"));
    assertThat(Files.readString(at("out/_millrace/run.json"))).contains("\"job.seed\" : 3");

    Files.createDirectories(at("mine"));
    Files.writeString(at("mine/thesis.txt"), "years of work");
    assertThatThrownBy(() -> job().overwriting().prepare(input, at("mine")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no Millrace run");
    assertThat(at("mine/thesis.txt")).hasContent("years of work");
  }

  @Test
  public void aSecondJobOnTheSameOutputIsRefusedEvenToOverwriteIt() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("out"));
    PreparedJob prepared = job().overwriting().prepare(input, at("out"));
    OutputDirectory output = OutputDirectory.at(at("out").toString(), new Configuration());
    try (OutputLock ignored = output.lock()) {
      assertThatThrownBy(() -> job().prepare(input, at("out")))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThatThrownBy(() -> job().run(jsc(), prepared))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("another job writes there");
    }
    assertThat(at("out/_SUCCESS")).exists();
    job().run(jsc(), prepared);
    assertThat(at("out/_millrace/lock")).doesNotExist();
  }

  @Test
  public void aFinishedJobHasAReportOfAllItsRuns() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(40));
    prompts.add(Prompt.of("very-long", "x".repeat(1000)));
    Path input = PromptTables.write(at("prompts"), prompts, 2);
    job().run(jsc(), input, at("out"));
    Path lost = Completions.dataFiles(at("out")).get(1);
    Files.delete(lost);
    Files.delete(at("out/_SUCCESS"));
    Files.delete(at("out/_millrace/run.html"));
    job().run(jsc(), input, at("out"));
    assertThat(at("out/_millrace/run.html"))
        .content()
        .contains("<dt>Input rows</dt>\n<dd>41</dd>")
        .contains("PROMPT_TOO_LONG")
        .contains("<td>very-long</td>")
        .contains(lost.getFileName().toString())
        .contains("a fake")
        .contains("<th scope=\"row\">job.unit_rows</th><td>10</td>");
  }

  @Test
  public void secretsReachNeitherManifestNorReport() throws IOException {
    Path input = goodTable(1);
    job()
        .with("spark.hadoop.fs.s3a.secret.key=canary-0123", "weights.directory=/tmp/canary-0123")
        .run(jsc(), input, at("out"));
    for (String file : List.of("run.json", "run.html", "job.json")) {
      assertThat(at("out/_millrace/" + file)).content().doesNotContain("canary");
    }
    assertThat(at("out/_millrace/run.json")).content().contains("/tmp/***");
  }

  @Test
  public void aFailedJobLeavesNoLock() throws IOException {
    Path input = goodTable(1);
    PreparedJob prepared = job().with("input.check_ids=off").prepare(input, at("out"));
    Files.delete(input.resolve("prompts-00.parquet"));
    assertThatThrownBy(() -> job().run(jsc(), prepared)).hasMessageContaining("prompts-00.parquet");
    assertThat(at("out/_millrace/job.json")).exists();
    assertThat(at("out/_millrace/lock")).doesNotExist();
  }

  @Test
  public void aJobThatWasPreparedBeforeAnotherOneRanDoesNotTouchItsRows() throws IOException {
    Path input = goodTable(1);
    PreparedJob late = job().with("job.seed=3").prepare(input, at("out"));
    job().run(jsc(), input, at("out"));
    List<String> rows = Completions.rows(at("out"));
    assertThatThrownBy(() -> job().run(jsc(), late))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("job.seed: 0 → 3");
    assertThat(Completions.rows(at("out"))).isEqualTo(rows);
  }

  @Test
  public void broadcastWeightsGiveTheSameRowsAndLeaveNoCopy() throws IOException {
    Path input = goodTable(1);
    job().run(jsc(), input, at("in-place"));
    job()
        .with(
            "weights.delivery=broadcast",
            "weights.chunk_bytes=65536",
            "weights.directory=" + at("weights"))
        .run(jsc(), input, at("broadcast"));
    assertDataFrameEquals(table(at("in-place")), table(at("broadcast")));
    try (var left = Files.list(at("weights"))) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
    assertThat(Files.readAllLines(job().engineLog()))
        .hasSize(2)
        .last()
        .asString()
        .contains("weights");
  }
}
