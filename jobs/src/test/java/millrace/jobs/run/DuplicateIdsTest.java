package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ConfigException;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ids that are not unique. */
class DuplicateIdsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;

  /** Rows 0 … 59 in three files of 20, and these after them in a fourth. */
  private Path table(Prompt... more) throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(60));
    prompts.addAll(List.of(more));
    for (int i = more.length; i < 20; i++) {
      prompts.add(Prompt.of("filler-" + i, "A tale"));
    }
    return PromptTables.write(folder.resolve("prompts"), prompts, 4);
  }

  private JobOutcome run(Path input, String... settings) throws IOException {
    return new TestJob(folder).with(settings).run(SPARK.spark(), input, folder.resolve("out"));
  }

  @Test
  void areRefusedNamingBothRowsAndNothingIsWritten() throws IOException {
    Path input = table(Prompt.of("row-7", "again"), Prompt.of("twin", "a"), Prompt.of("twin", "b"));
    assertThatThrownBy(() -> run(input))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use ids: column id, not unique (")
        .hasMessageContaining(
            "\"row-7\" in row 7 of prompts-00.parquet and row 0 of prompts-03.parquet")
        .hasMessageContaining("\"twin\" in row 1 of prompts-03.parquet and row 2 of prompts-03")
        .hasMessageContaining("input.check_ids=off");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void areAcceptedWhenTheCheckIsOffAndThenGiveRowsForEach() throws IOException {
    Path input = table(Prompt.of("row-7", "again"));
    assertThat(run(input, "input.check_ids=off").total().rowsIn()).isEqualTo(80);
    assertThat(run(input, "input.check_ids=on").thisRun().rowsIn()).isZero(); // was checked or not
  }

  @Test
  void countWithinTheLimitOnly() throws IOException {
    Path input = table(Prompt.of("row-7", "again"));
    assertThat(run(input, "input.limit=60").total().rowsIn()).isEqualTo(60);
  }

  @Test
  void aTableWithoutThemRuns() throws IOException {
    assertThat(run(table(), "input.check_ids=on").total().rowsIn()).isEqualTo(80);
    assertThat(Files.exists(folder.resolve("out/_SUCCESS"))).isTrue();
  }
}
