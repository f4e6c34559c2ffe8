package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputFile;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.testing.ChildJvm;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs of ten million rows, with {@code -P nightly}, else of one million, in a driver with a heap
 * of 1 GB; the units are simulated.
 */
class TenMillionRowsTest {
  private static final boolean SCALE = Boolean.getBoolean("millrace.scale");
  private static final int FILES = SCALE ? 100 : 10;
  private static final int ROWS_PER_FILE = 100_000;
  private static final long ROWS = (long) FILES * ROWS_PER_FILE;
  private static final String UNITS = "job.unit_rows=1000000";

  @TempDir Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void writeTheTable() throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < ROWS_PER_FILE; i++) {
      prompts.add(Prompt.of("same in each file", "A tale"));
    }
    input = folder.resolve("prompts");
    output = folder.resolve("out");
    Path first = input.resolve("000.parquet");
    PromptTables.writeFile(first, prompts, 10_000);
    for (int i = 1; i < FILES; i++) {
      Files.copy(first, input.resolve("%03d.parquet".formatted(i)));
    }
  }

  /** What a run leaves whose driver died after the last unit but some. */
  private PreparedJob leaveUnits(int missing) throws IOException {
    PreparedJob job = new TestJob(folder).with(UNITS).prepare(input, output);
    OutputDirectory directory = job.output();
    directory.begin(job.identity());
    for (WorkUnit unit : job.plan().subList(missing, job.plan().size())) {
      OutputFile file = new OutputFile(unit, 0);
      String name = file.name();
      Files.writeString(output.resolve(name), "no Parquet: it must not be opened");
      Path result = output.resolve("_millrace/units").resolve(name.replace(".parquet", ".json"));
      Files.writeString(result, RESULT.formatted(unit.rows(), unit.rows()));
    }
    return job;
  }

  private static final String RESULT =
      """
      {"totals": {"rows_in": %d, "rows_out": %d, "errors": {}, "stop_reasons": {},
         "prompt_tokens": 9, "cached_prompt_tokens": 0, "completion_tokens": 9,
         "backends": {"fake": 1}, "compute": {"none": 1}, "kv_types": {"none": 1}, "millis": 5},
       "detail": {"prompt_lengths": {"8": 9}, "completion_lengths": {"8": 9}, "examples": {}},
       "span": {"host": "h", "executor": "1", "started_millis": 1000, "ended_millis": 1005}}
      """;

  private ChildJvm child() {
    return new ChildJvm(folder.resolve("log")).flags("-Xmx1g");
  }

  private Process start(ChildJvm child, String settings) throws IOException {
    return child.startMain(
        "millrace.jobs.testing.TestJobMain",
        folder.toString(),
        "local[2]",
        input.toString(),
        output.toString(),
        settings);
  }

  private String run() throws Exception {
    ChildJvm child = child();
    assertThat(child.await(start(child, UNITS))).as(child.output()).isZero();
    String said = child.output();
    Files.delete(folder.resolve("log"));
    System.out.printf("%,d rows: %s%n", ROWS, said.strip());
    return said;
  }

  @Test
  void aRerunOpensNothingFinishedAndNeedsNoMemoryForIds() throws Exception {
    PreparedJob job = leaveUnits(3);
    assertThat(job.rows()).isEqualTo(ROWS);
    assertThat(job.plan()).hasSizeGreaterThan(100 * FILES);
    long missing = job.plan().subList(0, 3).stream().mapToLong(WorkUnit::rows).sum();
    assertThat(run()).contains("rows " + ROWS + ", this run " + missing + ",");
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(run()).contains("rows " + ROWS + ", this run 0,"); // and once it is finished
  }

  @Test
  void theirIdsAreCheckedInBoundedMemory() throws Exception {
    assumeTrue(SCALE, "runs with -P nightly");
    ChildJvm child = child();
    long start = System.nanoTime();
    assertThat(child.await(start(child, "input.check_ids=on"))).isNotZero();
    assertThat(child.output())
        .contains("column id, not unique (\"same in each file\" in row 0 of 000.parquet and row 1");
    assertThat(output).doesNotExist();
    System.out.printf("ten million ids: %.1f s%n", (System.nanoTime() - start) / 1e9);
  }
}
