package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Models that change or compute no numbers while a job runs. */
class ModelFaultsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  private Path output;
  private Path copies;

  @BeforeEach
  void findPlaces() {
    output = folder.resolve("out");
    copies = folder.resolve("copies");
  }

  private JobOutcome run(List<Prompt> more, String... settings) throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(35));
    prompts.addAll(17, more);
    Path input = PromptTables.write(folder.resolve("prompts-" + more.size()), prompts, 1);
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("weights.directory=" + copies);
    return new TestJob(folder).with(all.toArray(new String[0])).run(SPARK.spark(), input, output);
  }

  private List<String> goodRows() throws IOException {
    return Completions.rows(output).stream().filter(row -> !row.contains("id: odd")).toList();
  }

  private List<String> foldersOfCopies() throws IOException {
    try (var left = Files.list(copies)) {
      return left.filter(Files::isDirectory).map(Path::toString).toList();
    }
  }

  @Test
  void aModelThatIsTouchedWhileItIsInUseIsReadFromAPrivateCopy() throws IOException {
    run(List.of());
    List<String> expected = goodRows();
    output = folder.resolve("touched");
    run(List.of(Prompt.of("odd", "!touch:1")));
    assertThat(goodRows()).isEqualTo(expected);
    List<String> opened = Files.readAllLines(folder.resolve("engines.log"));
    assertThat(opened.get(opened.size() - 1)).contains(copies.toString());
    assertThat(foldersOfCopies()).isEmpty();
  }

  @Test
  void aModelWhoseContentChangesEndsTheJob() throws IOException {
    assertThatThrownBy(() -> run(List.of(Prompt.of("odd", "!rewrite:1"))))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("Cannot store model: ")
        .hasMessageContaining("SHA-256 differs after 2 attempts")
        .hasMessageContaining("the model changed");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    assertThat(foldersOfCopies()).isEmpty();
  }

  @Test
  void aBroadcastCopyThatIsDamagedWhileItIsInUseIsFetchedAgain() throws IOException {
    run(List.of());
    List<String> expected = goodRows();
    output = folder.resolve("damaged");
    run(List.of(Prompt.of("odd", "!damage:1")), "weights.delivery=broadcast");
    assertThat(goodRows()).isEqualTo(expected);
    assertThat(Files.readAllLines(folder.resolve("engines.log"))).hasSizeGreaterThan(2);
    assertThat(foldersOfCopies()).isEmpty();
  }

  @Test
  void rowsWithoutFiniteLogitsAreErrorRows() throws IOException {
    JobOutcome outcome =
        run(List.of(Prompt.of("odd-1", "!nan"), new Prompt("odd-2", "!nan", null, null, 2)));
    assertThat(outcome.total().errors()).containsOnlyKeys("NON_FINITE_LOGITS");
    assertThat(outcome.total().errorRows()).isEqualTo(3);
  }

  @Test
  void tooManyRowsWithoutFiniteLogitsEndTheJob() throws IOException {
    List<Prompt> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      bad.add(Prompt.of("odd-" + i, "!nan"));
    }
    assertThatThrownBy(() -> run(bad))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("Cannot trust model: logits, not finite in ")
        .hasMessageContaining("at most a fraction of 0.1 by job.max_non_finite_fraction");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    run(bad, "job.max_non_finite_fraction=0.6");
    assertThat(output.resolve("_SUCCESS")).exists();
  }
}
