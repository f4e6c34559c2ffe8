package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.FaultyFileSystem;
import millrace.jobs.testing.FaultyFileSystem.Action;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.ShortDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that fail after they began, through the command line: code 1, one line that says why, no
 * {@code _SUCCESS}; what was finished stays untouched, and the same command does the rest.
 */
class FailedJobTest {
  private static final int ROWS = 1_280;
  private static final int UNIT_ROWS = 40;
  private static final int GROUP_ROWS = 16;

  @TempDir Path folder;
  private Path input;
  private Path output;
  private List<String> expected;

  @BeforeEach
  void runUndisturbed() throws IOException {
    input = folder.resolve("prompts.parquet");
    PromptTables.writeFile(input, prompts(), GROUP_ROWS);
    Path undisturbed = folder.resolve("undisturbed");
    assertThat(generate(undisturbed.toString()).code()).isZero();
    expected = rows(undisturbed);
    output = folder.resolve("out");
  }

  @AfterEach
  void recover() {
    FaultyFileSystem.recover();
  }

  /** Most of them error rows, which cost no time. */
  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(ROWS));
    for (int i = 0; i < ROWS; i++) {
      Prompt good = prompts.get(i);
      if (i % 8 > 0) {
        prompts.set(i, new Prompt(good.id(), good.text(), -1.0, null, null));
      }
    }
    return prompts;
  }

  private CommandRun generate(String where) {
    return CommandRun.generate(
        input,
        where,
        List.of(),
        "job.unit_rows=" + UNIT_ROWS,
        "sampling.max_new_tokens=1",
        "text.now=2024-07-26T10:20:30",
        "progress.mode=none");
  }

  /** When each finished unit was written. */
  private Map<String, FileTime> units() throws IOException {
    Map<String, FileTime> units = new TreeMap<>();
    try (var files = Files.newDirectoryStream(output, "part-*.parquet")) {
      for (Path file : files) {
        units.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return units;
  }

  private static List<String> rows(Path table) throws IOException {
    return Completions.rows(table).stream()
        .map(row -> row.replaceAll("(?m)^cached_prompt_tokens:.*\n", ""))
        .toList();
  }

  private void assertFailedWith(CommandRun ended, String reason, String where) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines().filter(line -> line.startsWith("millrace: ")))
        .singleElement()
        .asString()
        .startsWith("millrace: Cannot ")
        .contains(reason)
        .contains(where)
        .endsWith("are in place and stay: run the same command again to do the rest");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    assertThat(output.resolve("_millrace/run.json")).doesNotExist();
    assertThat(output.resolve("_millrace/lock")).doesNotExist();
  }

  private void assertARerunDoesTheRest(String where) throws IOException {
    Map<String, FileTime> before = units();
    assertThat(before).isNotEmpty().hasSizeLessThan(ROWS / UNIT_ROWS);
    CommandRun rerun = generate(where);
    assertThat(rerun.code()).as(rerun.err()).isZero();
    assertThat(rows(output)).isEqualTo(expected);
    assertThat(units()).hasSize(ROWS / UNIT_ROWS).containsAllEntriesOf(before);
    assertThat(output.resolve("_SUCCESS")).exists();
  }

  @Test
  void anOutputThatStaysFullForOneUnit() throws IOException {
    FaultyFileSystem.suffer(
        new FaultyFileSystem.Faults() {
          @Override
          public OutputStream create(org.apache.hadoop.fs.Path file, Action<OutputStream> real)
              throws IOException {
            boolean suffers = file.getName().contains("part-000017");
            return suffers ? new ShortDisk(real.run(), 500) : real.run();
          }
        });
    String where = FaultyFileSystem.at(output);
    assertFailedWith(generate(where), "No space left on device", "part-000017");
    FaultyFileSystem.recover();
    assertARerunDoesTheRest(where);
  }

  @Test
  void aRowGroupThatIsDamagedWhereTheChecksBeforeDoNotLook() throws IOException {
    byte[] whole = Files.readAllBytes(input);
    PromptTables.damage(input, 44); // of every 80 rows the checks read the first 64, not these 16
    assertFailedWith(
        generate(output.toString()), "Cannot read prompts: row group 44, ", "prompts.parquet");
    Files.write(input, whole);
    assertARerunDoesTheRest(output.toString());
  }
}
