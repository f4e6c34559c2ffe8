package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Error rows are completed again, and nothing else. */
class RetryErrorsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  private Path input;
  private Path output;

  /** 42 rows in units of 10; errors in the first, second and fifth, one of them for good. */
  @BeforeEach
  void writeATable() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(38));
    prompts.add(3, Prompt.of("mends", "!nan:fixed once"));
    prompts.add(9, Prompt.of("mends-at-the-end", "!nan:fixed twice"));
    prompts.add(14, new Prompt("mends-in-part", "!nan:fixed the second sample", null, null, 3));
    prompts.add(41, Prompt.of("never", null));
    input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    output = folder.resolve("out");
  }

  private TestJob job() {
    return new TestJob(folder).with("job.max_non_finite_fraction=1");
  }

  private void mend() throws IOException {
    Files.writeString(folder.resolve("fixed"), "");
  }

  private static Map<String, String> byIdAndSample(Path output) throws IOException {
    Map<String, String> rows = new HashMap<>();
    for (Group row : Completions.groups(output)) {
      String key = row.getString("id", 0) + "/" + row.getInteger("sample_index", 0);
      assertThat(rows.put(key, row.toString())).as(key).isNull();
    }
    return rows;
  }

  private Set<String> names() throws IOException {
    Set<String> names = new HashSet<>();
    for (Path file : Completions.dataFiles(output)) {
      names.add(file.getFileName().toString().replaceFirst("-[0-9a-f]{8}", ""));
    }
    return names;
  }

  @Test
  void onlyErrorRowsChangeAndTheTotalsFollow() throws IOException {
    JobOutcome first = job().run(SPARK.spark(), input, output);
    assertThat(first.total().errors())
        .isEqualTo(Map.of("NON_FINITE_LOGITS", 3L, "EMPTY_PROMPT", 1L));
    Map<String, String> before = byIdAndSample(output);
    mend();

    JobOutcome again = job().retryingErrors().run(SPARK.spark(), input, output);

    Map<String, String> after = byIdAndSample(output);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    for (String key : before.keySet()) {
      if (!Set.of("mends/0", "mends-at-the-end/0", "mends-in-part/1").contains(key)) {
        assertThat(after.get(key)).isEqualTo(before.get(key)); // to the last millisecond
      } else {
        assertThat(after.get(key)).doesNotContain("error");
      }
    }
    assertThat(again.total().errors()).isEqualTo(Map.of("EMPTY_PROMPT", 1L));
    assertThat(again.total().rowsOut()).isEqualTo(first.total().rowsOut()).isEqualTo(after.size());
    assertThat(again.thisRun().rowsIn()).isEqualTo(4);
    assertThat(again.total().stopReasons().get("error")).isEqualTo(1);
    assertThat(Files.readString(output.resolve("_millrace/run.json")))
        .contains("\"EMPTY_PROMPT\" : 1")
        .doesNotContain("NON_FINITE_LOGITS")
        .containsSubsequence("\"backends\"", "\"fake\" : 5");
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(names())
        .containsExactlyInAnyOrder(
            "part-000000-r1.parquet",
            "part-000001-r1.parquet",
            "part-000002.parquet",
            "part-000003.parquet",
            "part-000004-r1.parquet");
  }

  @Test
  void theRowsAreThoseOfAJobThatNeverFailed() throws IOException {
    job().run(SPARK.spark(), input, output);
    mend();
    job().retryingErrors().run(SPARK.spark(), input, output);
    job().run(SPARK.spark(), input, folder.resolve("undisturbed"));
    assertThat(Completions.rows(output)).isEqualTo(Completions.rows(folder.resolve("undisturbed")));
  }

  @Test
  void againAndAgainChangesNothingMore() throws IOException {
    job().run(SPARK.spark(), input, output);
    mend();
    UnitTotalsOf once = new UnitTotalsOf(job().retryingErrors().run(SPARK.spark(), input, output));
    List<String> rows = Completions.rows(output);
    UnitTotalsOf twice = new UnitTotalsOf(job().retryingErrors().run(SPARK.spark(), input, output));
    assertThat(Completions.rows(output)).isEqualTo(rows);
    assertThat(twice).isEqualTo(once);
    assertThat(names()).contains("part-000000-r1.parquet", "part-000004-r2.parquet").hasSize(5);
    assertThat(job().run(SPARK.spark(), input, output).thisRun().rowsIn()).isZero();
    assertThat(Completions.rows(output)).isEqualTo(rows);
  }

  /** What of the totals does not depend on time. */
  private record UnitTotalsOf(long rows, Map<String, Long> errors, Map<String, Long> stops) {
    UnitTotalsOf(JobOutcome outcome) {
      this(outcome.total().rowsOut(), outcome.total().errors(), outcome.total().stopReasons());
    }
  }

  @Test
  void aPassThatWasInterruptedGoesOnWhereItStopped() throws IOException {
    job().run(SPARK.spark(), input, output);
    List<Path> before = Completions.dataFiles(output);
    byte[] first = Files.readAllBytes(before.get(0));
    byte[] second = Files.readAllBytes(before.get(1));
    mend();
    job().retryingErrors().run(SPARK.spark(), input, output);
    List<String> expected = Completions.rows(output);
    // as a driver leaves it that dies after unit 0, whose earlier file it had not removed yet
    Files.delete(output.resolve("_SUCCESS"));
    Files.write(before.get(0), first);
    Files.write(before.get(1), second);
    Files.delete(Completions.dataFiles(output).get(2)); // the second, retried
    assertThat(names()).contains("part-000000.parquet", "part-000000-r1.parquet");

    JobOutcome rest = job().retryingErrors().run(SPARK.spark(), input, output);

    assertThat(rest.thisRun().rowsIn()).isEqualTo(1); // of the second unit; the first is done
    assertThat(Completions.rows(output)).isEqualTo(expected);
    assertThat(rest.total().errors()).isEqualTo(Map.of("EMPTY_PROMPT", 1L));
    assertThat(names()).hasSize(5);
  }

  @Test
  void aPlainRerunAfterAnInterruptedPassKeepsWhatItMended() throws IOException {
    job().run(SPARK.spark(), input, output);
    Path stale = Completions.dataFiles(output).get(0);
    byte[] first = Files.readAllBytes(stale);
    mend();
    job().retryingErrors().run(SPARK.spark(), input, output);
    List<String> expected = Completions.rows(output);
    Files.delete(output.resolve("_SUCCESS"));
    Files.write(stale, first);
    job().run(SPARK.spark(), input, output);
    assertThat(Completions.rows(output)).isEqualTo(expected);
    assertThat(stale).doesNotExist();
  }

  @Test
  void unitsThatAreMissingAreCompletedToo() throws IOException {
    job().run(SPARK.spark(), input, output);
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(output).get(2));
    mend();
    JobOutcome outcome = job().retryingErrors().run(SPARK.spark(), input, output);
    assertThat(outcome.thisRun().rowsIn()).isEqualTo(14);
    assertThat(outcome.total().rowsIn()).isEqualTo(42);
    assertThat(outcome.total().errors()).isEqualTo(Map.of("EMPTY_PROMPT", 1L));
  }

  @Test
  void totalsThatAreDamagedAreCountedFromTheFile() throws IOException {
    job().run(SPARK.spark(), input, output);
    Files.delete(output.resolve("_SUCCESS"));
    try (var results = Files.list(output.resolve("_millrace/units"))) {
      List<Path> all = results.sorted().toList();
      Files.writeString(all.get(0), "{ \"rows_in\" : 1");
      Files.delete(all.get(1));
    }
    JobOutcome outcome = job().run(SPARK.spark(), input, output);
    assertThat(outcome.thisRun().rowsIn()).isZero();
    assertThat(outcome.total().rowsIn()).isEqualTo(42);
    assertThat(outcome.total().errors())
        .isEqualTo(Map.of("NON_FINITE_LOGITS", 3L, "EMPTY_PROMPT", 1L));
  }

  @Test
  void otherSettingsAreRefusedAsInAnyRerun() throws IOException {
    job().run(SPARK.spark(), input, output);
    assertThatThrownBy(
            () -> new TestJob(folder).with("job.seed=3").retryingErrors().prepare(input, output))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("job.seed: 0 → 3");
  }
}
