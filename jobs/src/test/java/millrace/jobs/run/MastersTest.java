package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows do not depend on where the job runs. */
class MastersTest {
  private static final int ROWS = 137;

  @TempDir Path folder;
  private Path input;
  private List<String> expected;

  @BeforeEach
  void runOnTwoThreads() throws IOException {
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(ROWS), 3);
    expected = rows("local[2]", "two");
  }

  private List<String> rows(String master, String name, String... settings) throws IOException {
    Path output = folder.resolve(name);
    new TestJob(folder).with(settings).run(master, input, output);
    return Completions.rows(output);
  }

  @Test
  void everyThreadOfTheMachineGivesTheSameRows() throws IOException {
    assertThat(rows("local[*]", "all")).isEqualTo(expected);
  }

  @Test
  void twoExecutorProcessesGiveTheSameRows() throws IOException {
    String weights = folder.resolve("weights").toString();
    assertThat(
            rows(
                "local-cluster[2,1,1024]",
                "cluster",
                "weights.directory=" + weights,
                "weights.chunk_bytes=65536"))
        .isEqualTo(expected);
    assertThat(processesThatOpenedEngines()).hasSize(3); // this one and two executors
  }

  @Test
  void everyInputRowHasItsSamples() {
    int threeSamples = ROWS / 4;
    assertThat(expected).hasSize(ROWS + 2 * threeSamples);
  }

  private Set<String> processesThatOpenedEngines() throws IOException {
    return Files.readAllLines(new TestJob(folder).engineLog()).stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.toSet());
  }
}
