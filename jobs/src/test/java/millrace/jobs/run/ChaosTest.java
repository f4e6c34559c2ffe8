package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import millrace.jobs.testing.ChildJvm;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.TestCluster;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job of the embedded model whose processes are killed at random moments: with {@code -P chaos}
 * 20 kills over 5,000 rows, else 3 over 300. The table is that of a run that nobody disturbed.
 */
class ChaosTest {
  private static final int KILLS = Integer.getInteger("millrace.chaos.kills", 3);
  private static final int ROWS = Integer.getInteger("millrace.chaos.rows", 300);
  private static final int UNIT_ROWS = Integer.getInteger("millrace.chaos.unit_rows", 12);
  private static final long SEED = Long.getLong("millrace.chaos.seed", 20);

  @TempDir Path folder;
  private Path input;
  private Path output;
  private final Random random = new Random(SEED);
  private final List<String> kills = new ArrayList<>();
  private int drivers;

  /** Whom to kill. */
  private enum Victim {
    DRIVER,
    EXECUTOR,
    BOTH_EXECUTORS
  }

  @Test
  void theTableIsThatOfAnUndisturbedRun() throws Exception {
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(ROWS), 3);
    output = folder.resolve("disturbed");
    long start = System.nanoTime();
    disturb();
    System.out.printf(
        "chaos: %d rows, %d kills, %d drivers, %.0f s: %s%n",
        ROWS, kills.size(), drivers, (System.nanoTime() - start) / 1e9, kills);

    Path undisturbed = folder.resolve("undisturbed");
    assertThat(child("undisturbed").run(arguments(undisturbed, "local[2]"))).isZero();
    List<String> rows = rows(output);
    assertThat(rows).isEqualTo(rows(undisturbed));
    assertThat(rows).hasSize(ROWS + 2 * (ROWS / 4)); // a quarter of them has three samples
    assertEachSampleOnce();
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(Files.readString(output.resolve("_millrace/run.json")))
        .containsSubsequence("\"rows_in\" : " + ROWS, "\"rows_out\" : " + rows.size());
    assertThat(kills).hasSize(KILLS);
  }

  private ChildJvm child(String name) {
    return new ChildJvm(folder.resolve(name + ".log")).flags("-Xmx600m");
  }

  private String[] arguments(Path out, String master) {
    return new String[] {
      "generate",
      "--input",
      input.toString(),
      "--output",
      out.toString(),
      "--master",
      master,
      "--set",
      "job.unit_rows=" + UNIT_ROWS,
      "--set",
      "sampling.max_new_tokens=60",
      "--set",
      "text.now=2024-07-26T10:20:30",
      "--set",
      "weights.directory=" + folder.resolve("weights"),
      "--set",
      "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
      "--set",
      "spark.driver.host=127.0.0.1"
    };
  }

  /** Runs the job until it ends by itself, and kills meanwhile. */
  private void disturb() throws Exception {
    int units = 3 * ((ROWS / 3 + UNIT_ROWS - 1) / UNIT_ROWS);
    ChildJvm child = child("disturbed");
    Process driver = start(child);
    for (int kill = 1; kill <= KILLS; kill++) {
      awaitUnits(kill * units / (KILLS + 2), driver, child);
      boolean atACommit = random.nextInt(3) == 0; // perhaps before it is acknowledged
      if (atACommit) {
        awaitUnits(unitsInPlace() + 1, driver, child);
      } else {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_200));
      }
      Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
      kills.add(victim + (atACommit ? " at a commit" : "") + " after " + unitsInPlace() + " units");
      kill(victim, driver);
      if (victim == Victim.DRIVER) {
        driver = start(child);
      }
    }
    assertThat(child.await(driver)).as(child.output()).isZero();
  }

  private Process start(ChildJvm child) throws IOException {
    drivers++;
    return child.start(arguments(output, "local-cluster[2,1,1024]"));
  }

  private void awaitUnits(int count, Process driver, ChildJvm child) throws InterruptedException {
    while (unitsInPlace() < count) {
      assertThat(driver.isAlive()).as(child.output()).isTrue();
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private int unitsInPlace() {
    String[] names = output.toFile().list((dir, name) -> name.startsWith("part-"));
    return names == null ? 0 : names.length;
  }

  private void kill(Victim victim, Process driver) throws InterruptedException {
    if (victim == Victim.DRIVER) {
      driver.destroyForcibly().waitFor();
      return;
    }
    List<ProcessHandle> executors = TestCluster.executorsOf(driver.toHandle());
    for (int i = 0; i < 500 && executors.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(20); // those of a new driver are on their way
      executors = TestCluster.executorsOf(driver.toHandle());
    }
    assertThat(executors).isNotEmpty();
    int most = victim == Victim.EXECUTOR ? 1 : executors.size();
    executors.subList(0, most).forEach(ProcessHandle::destroyForcibly);
  }

  private void assertEachSampleOnce() throws IOException {
    Set<String> seen = new HashSet<>();
    for (Group row : Completions.groups(output)) {
      String sample = row.getString("id", 0) + "/" + row.getInteger("sample_index", 0);
      assertThat(seen.add(sample)).as(sample).isTrue();
    }
    Set<String> ids = seen.stream().map(s -> s.split("/")[0]).collect(Collectors.toSet());
    assertThat(ids)
        .isEqualTo(
            PromptTables.good(ROWS).stream()
                .map(PromptTables.Prompt::id)
                .collect(Collectors.toSet()));
  }

  /** The rows without what is time or luck. */
  private static List<String> rows(Path table) throws IOException {
    return Completions.rows(table).stream()
        .map(row -> row.replaceAll("(?m)^cached_prompt_tokens:.*\n", ""))
        .toList();
  }
}
