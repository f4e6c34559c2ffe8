package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.datasets.embedded.EmbeddedResources;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with NaN among its weights, through the command line. */
class NonFiniteModelTest {
  @TempDir Path folder;

  /** The embedded model with some weights of each quarter of its tensors NaN in any format. */
  private Path damagedModel() throws IOException {
    Path good = EmbeddedResources.inTemporaryFolder().file(EmbeddedResources.MODEL);
    byte[] bytes = Files.readAllBytes(good);
    for (int quarter = 2; quarter <= 4; quarter++) {
      int end = bytes.length / 4 * quarter;
      Arrays.fill(bytes, end - 300, end, (byte) 0xff);
    }
    return Files.write(folder.resolve("damaged.gguf"), bytes);
  }

  private CommandRun generate(int rows, String setting) throws IOException {
    return CommandRun.generate(
        PromptTables.write(folder.resolve("prompts"), PromptTables.good(rows), 1),
        folder.resolve("out").toString(),
        List.of("--model", damagedModel().toString()),
        "sampling.max_new_tokens=2",
        "progress.mode=none",
        setting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "bf16", "int8"})
  void endsTheJobWithAWordAboutTheModel(String compute) throws IOException {
    CommandRun run = generate(40, "engine.compute=" + compute);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .contains("Cannot trust model: logits, not finite in ")
        .contains("job.max_non_finite_fraction");
    assertThat(folder.resolve("out/_SUCCESS")).doesNotExist();
  }

  @Test
  void givesErrorRowsWhereTheUserAllowsIt() throws IOException {
    CommandRun run = generate(8, "job.max_non_finite_fraction=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Completions.rows(folder.resolve("out")))
        .hasSize(12)
        .allMatch(row -> row.contains("code: NON_FINITE_LOGITS"));
  }
}
