package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A row that breaks or hangs the engine is an error row; every other row is as without it. */
class PoisonRowTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  private List<String> expected;

  @BeforeEach
  void runWithoutPoison() throws IOException {
    Path input = PromptTables.write(folder.resolve("good"), PromptTables.good(40), 1);
    new TestJob(folder).run(SPARK.spark(), input, folder.resolve("expected"));
    expected = Completions.rows(folder.resolve("expected"));
  }

  /** Runs the good rows with these among them. */
  private JobOutcome run(List<Prompt> poison, String... settings) throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(40));
    for (int i = 0; i < poison.size(); i++) {
      prompts.add(14 + 9 * i, poison.get(i));
    }
    Path input = PromptTables.write(folder.resolve("poisoned"), prompts, 1);
    return new TestJob(folder).with(settings).run(SPARK.spark(), input, folder.resolve("out"));
  }

  private void assertOnlyThatRowFails(JobOutcome outcome, Map<String, Long> errors)
      throws IOException {
    assertThat(outcome.total().errors()).isEqualTo(errors);
    List<String> fine =
        Completions.rows(folder.resolve("out")).stream()
            .filter(row -> !row.contains("id: poison"))
            .toList();
    assertThat(fine).isEqualTo(expected);
    assertThat(outcome.total().rowsIn()).isGreaterThan(40);
  }

  private String errorOf(String id) throws IOException {
    return Completions.rows(folder.resolve("out")).stream()
        .filter(row -> row.contains("id: " + id + "\n"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRowThatOverflowsTheStackWhileItIsEncoded() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!stack")));
    assertOnlyThatRowFails(outcome, Map.of("ENGINE_ERROR", 1L));
    assertThat(errorOf("poison")).contains("StackOverflowError");
  }

  @Test
  void aRowThatMeetsABugWhileItIsEncoded() throws IOException {
    Prompt poison = new Prompt("poison", "!bug", null, null, 2);
    assertOnlyThatRowFails(run(List.of(poison)), Map.of("ENGINE_ERROR", 2L));
    assertThat(errorOf("poison")).contains("IllegalStateException: asked for by the prompt");
  }

  @Test
  void aRowThatExhaustsTheMemoryWhileItIsEncoded() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!oom-encoding")));
    assertOnlyThatRowFails(outcome, Map.of("ENGINE_ERROR", 1L));
    assertThat(errorOf("poison")).contains("OutOfMemoryError");
  }

  @Test
  void rowsThatExhaustTheMemoryOfTheEngine() throws IOException {
    List<Prompt> poison = List.of(Prompt.of("poison", "!oom"), Prompt.of("poison-2", "!oom"));
    assertOnlyThatRowFails(run(poison), Map.of("ENGINE_ERROR", 2L));
    assertThat(errorOf("poison")).contains("OutOfMemoryError");
    assertThat(folder.resolve("out/_millrace/attempts")).doesNotExist();
  }

  @Test
  void aRowThatBreaksTheEngineTwiceOnlyIsFine() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!oom:2")));
    assertOnlyThatRowFails(outcome, Map.of());
  }

  @Test
  void aRowThatHangsTheEngine() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!hang")), "job.stall_seconds=1");
    assertOnlyThatRowFails(outcome, Map.of("DEADLINE", 1L));
    assertThat(errorOf("poison")).contains("it made no progress for 1.0 s");
  }

  @Test
  void aRowThatHangsWhileItIsEncoded() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!hang-encoding")), "job.stall_seconds=1");
    assertOnlyThatRowFails(outcome, Map.of("DEADLINE", 1L));
  }

  @Test
  void aRowThatTakesAsLongAsAUnitMay() throws IOException {
    JobOutcome outcome = run(List.of(Prompt.of("poison", "!slow")), "job.unit_seconds=1.5");
    assertOnlyThatRowFails(outcome, Map.of("DEADLINE", 1L));
    assertThat(errorOf("poison")).contains("it took more than 1.5 s");
  }

  @Test
  void anEngineThatBreaksOnEveryRowEndsTheJob() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      prompts.add(Prompt.of("poison-" + i, "!oom"));
    }
    Path input = PromptTables.write(folder.resolve("all"), prompts, 1);
    TestJob job = new TestJob(folder).with("job.unit_rows=100");
    assertThatThrownBy(() -> job.run(SPARK.spark(), input, folder.resolve("out")))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the engine broke on 20 rows one after another")
        .hasMessageContaining("OutOfMemoryError");
  }

  @Test
  void aUnitThatDiedInAnEarlierRunOfTheDriverIsRunAloneAndThenRowByRow() throws IOException {
    // With a local master the process that a row kills is the driver's own: only the output
    // folder remembers. Three deaths of the unit, two of them at the row with index 14.
    Path input =
        PromptTables.write(
            folder.resolve("poisoned"), insert(PromptTables.good(40), 14, "poison", "A tale"), 1);
    Path output = folder.resolve("out");
    new TestJob(folder).run(SPARK.spark(), input, output);
    Path unit = Completions.dataFiles(output).get(1);
    String stem = unit.getFileName().toString().replace(".parquet", "");
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(unit);
    Path deaths = output.resolve("_millrace/attempts").resolve(stem);
    Files.createDirectories(deaths.resolve("run-1"));
    for (String attempt : List.of("run-2", "run-3")) {
      Files.createDirectories(deaths.resolve(attempt));
      Files.createFile(deaths.resolve(attempt).resolve("row-13"));
      Files.createFile(deaths.resolve(attempt).resolve("row-14"));
    }
    JobOutcome outcome = new TestJob(folder).run(SPARK.spark(), input, output);
    assertOnlyThatRowFails(outcome, Map.of("ENGINE_ERROR", 1L));
    assertThat(errorOf("poison")).contains("its process died 2 times while it was alone in it");
  }

  private static List<Prompt> insert(List<Prompt> prompts, int at, String id, String text) {
    List<Prompt> all = new ArrayList<>(prompts);
    all.add(at, Prompt.of(id, text));
    return all;
  }
}
