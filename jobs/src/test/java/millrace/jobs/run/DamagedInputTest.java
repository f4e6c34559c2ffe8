package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.ConfigException;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files that are damaged, at their end or in their middle. */
class DamagedInputTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  /** Stays: a task that was cancelled with its job may still write to it. */
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private Path input;
  private Path output;
  private Path first;
  private Path second;

  /** Rows 0 … 74 in row groups of 25, and 75 … 84. */
  @BeforeEach
  void writeATable() throws IOException {
    List<Prompt> prompts = PromptTables.good(85);
    input = folder.resolve("prompts");
    output = folder.resolve("out");
    first = input.resolve("a.parquet");
    second = input.resolve("b.parquet");
    PromptTables.writeFile(first, prompts.subList(0, 75), 25);
    PromptTables.writeFile(second, prompts.subList(75, 85), 25);
  }

  private JobOutcome run(String... settings) throws IOException {
    return new TestJob(folder).with(settings).run(SPARK.spark(), input, output);
  }

  private List<String> idsInOutput() throws IOException {
    return Completions.groups(output).stream()
        .map(row -> row.getString("id", 0))
        .distinct()
        .toList();
  }

  private static List<String> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "row-" + i).toList();
  }

  @Test
  void aFileThatIsCutIsRefusedByNameBeforeAnythingIsWritten() throws IOException {
    Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 700));
    assertThatThrownBy(this::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot read prompts: ")
        .hasMessageEndingWith("in file:" + second);
    assertThat(output).doesNotExist();
  }

  @Test
  void damageInTheMiddleEndsTheJobNamingFileAndRowGroup() throws IOException {
    PromptTables.damage(first, 1);
    assertThatThrownBy(this::run)
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("Cannot read prompts: row group 1, ")
        .hasMessageContaining("in file:" + first + "; ");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
  }

  @Test
  void whatIsDamagedIsSkippedOnRequestAndCounted() throws IOException {
    PromptTables.damage(first, 1);
    Files.write(second, Arrays.copyOf(Files.readAllBytes(second), 700));
    JobOutcome outcome = run("input.skip_damaged=true");
    assertThat(outcome.total().rowsIn()).isEqualTo(50);
    assertThat(outcome.total().skippedRows()).isEqualTo(25);
    List<String> expected = new java.util.ArrayList<>(rows(0, 25));
    expected.addAll(rows(50, 75));
    assertThat(idsInOutput()).isEqualTo(expected);
    assertThat(Files.readString(output.resolve("_millrace/run.json")))
        .containsSubsequence("\"skipped_files\" : 1", "\"rows\" : 75", "\"skipped_rows\" : 25");
  }

  @Test
  void rowsBesideTheDamageAreAsWithoutIt() throws IOException {
    run();
    List<String> whole = Completions.rows(output);
    PromptTables.damage(first, 1);
    output = folder.resolve("skipped");
    run("input.skip_damaged=true");
    List<String> rest = Completions.rows(output);
    assertThat(whole).containsAll(rest);
    assertThat(rest).isNotEmpty().hasSizeLessThan(whole.size());
  }

  @Test
  void errorRowsBesideTheDamageAreRetried() throws IOException {
    List<Prompt> prompts = PromptTables.good(74);
    prompts.add(55, Prompt.of("mends", "!nan:fixed")); // of the third group
    PromptTables.writeFile(first, prompts, 25);
    PromptTables.damage(first, 1);
    String[] settings = {"input.skip_damaged=true", "job.max_non_finite_fraction=1"};
    assertThat(run(settings).total().errorRows()).isEqualTo(1);
    Files.createFile(folder.resolve("fixed"));
    JobOutcome outcome =
        new TestJob(folder).with(settings).retryingErrors().run(SPARK.spark(), input, output);
    assertThat(outcome.total().errorRows()).isZero();
    assertThat(outcome.total().rowsIn()).isEqualTo(60);
    assertThat(outcome.total().skippedRows()).isEqualTo(25);
  }

  @Test
  void aTableOfWhichNothingCanBeReadIsRefusedInAnyCase() throws IOException {
    Files.write(first, new byte[100]);
    Files.write(second, new byte[100]);
    assertThatThrownBy(() -> run("input.skip_damaged=true"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a.parquet");
  }
}
