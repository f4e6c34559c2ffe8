package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.engine.api.ConfigException;
import millrace.jobs.output.UnknownOutcomeException;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.FaultyFileSystem;
import millrace.jobs.testing.FaultyFileSystem.Action;
import millrace.jobs.testing.FaultyFileSystem.Faults;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.ShortDisk;
import millrace.jobs.testing.TestJob;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commit protocol on file systems that fail. */
class CommitFaultsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;
  private Path input;
  private Path output;
  private List<String> expected;

  @BeforeEach
  void runUndisturbed() throws IOException {
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(37), 1);
    output = folder.resolve("out");
    new TestJob(folder).run(SPARK.spark(), input, folder.resolve("undisturbed"));
    expected = Completions.rows(folder.resolve("undisturbed"));
  }

  @AfterEach
  void recover() {
    FaultyFileSystem.recover();
  }

  private JobOutcome run() throws IOException {
    return new TestJob(folder).run(SPARK.spark(), input, FaultyFileSystem.at(output));
  }

  private void assertWhole(JobOutcome outcome) throws IOException {
    assertThat(Completions.rows(output)).isEqualTo(expected);
    assertThat(outcome.total().rowsOut()).isEqualTo(expected.size());
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(output.resolve("_millrace/tmp")).doesNotExist();
    assertThat(output.resolve("_millrace/attempts")).doesNotExist();
  }

  private static boolean isData(org.apache.hadoop.fs.Path file) {
    return file.getName().matches("part-.*\\.parquet");
  }

  private static boolean isUnit(org.apache.hadoop.fs.Path file, int unit) {
    return isData(file) && file.getName().contains("part-00000" + unit);
  }

  /** Something that happens to renames of data files, the first times. */
  private interface RenameFault {
    boolean rename(Action<Boolean> real) throws IOException;
  }

  private static void sufferFirst(int times, RenameFault fault) {
    AtomicInteger renames = new AtomicInteger();
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public boolean rename(
              org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
              throws IOException {
            boolean suffers = isData(to) && renames.incrementAndGet() <= times;
            return suffers ? fault.rename(real) : real.run();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aRenameThatReturnsFalseIsTriedAgain(int times) throws IOException {
    sufferFirst(times, real -> false);
    assertWhole(run());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aRenameThatThrowsIsTriedAgain(int times) throws IOException {
    sufferFirst(
        times,
        real -> {
          throw new IOException("connection reset");
        });
    assertWhole(run());
  }

  @Test
  void aRenameThatSucceedsAndThrowsCountsAsDone() throws IOException {
    sufferFirst(
        99,
        real -> {
          real.run();
          throw new IOException("connection reset");
        });
    assertWhole(run());
  }

  @Test
  void aRenameThatSucceedsAndReturnsFalseCountsAsDone() throws IOException {
    sufferFirst(99, real -> real.run() && false);
    assertWhole(run());
  }

  @Test
  void aFileThatIsLostInTheRenameIsMadeAgain() throws IOException {
    AtomicBoolean lost = new AtomicBoolean();
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public boolean rename(
              org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
              throws IOException {
            if (isUnit(to, 1) && !lost.getAndSet(true)) {
              Files.delete(Path.of(from.toUri().getPath()));
              throw new IOException("connection reset");
            }
            return real.run();
          }
        });
    assertWhole(run());
  }

  @Test
  void aRenameThatNeverWorksEndsTheJobAndARerunDoesTheRest() throws IOException {
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public boolean rename(
              org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
              throws IOException {
            return !isUnit(to, 2) && real.run();
          }
        });
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot complete unit: part-000002-")
        .hasMessageContaining("failed 3 times")
        .hasMessageContaining("run the same command again to do the rest");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    FaultyFileSystem.recover();
    assertWhole(run());
  }

  /** A disk that takes some bytes of these files, so many times. */
  private static void fillDisk(String name, int times, long bytes) {
    AtomicInteger begun = new AtomicInteger();
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public OutputStream create(org.apache.hadoop.fs.Path file, Action<OutputStream> real)
              throws IOException {
            boolean suffers = file.getName().contains(name) && begun.incrementAndGet() <= times;
            return suffers ? new ShortDisk(real.run(), bytes) : real.run();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4, 700, 1500})
  void aWriteThatFailsHalfWayIsTriedAgain(long bytes) throws IOException {
    fillDisk(".parquet", 2, bytes);
    assertWhole(run());
  }

  @Test
  void aFullDiskEndsTheJobAndARerunDoesTheRest() throws IOException {
    fillDisk("part-000001", 99, 500);
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("run the same command again to do the rest");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    FaultyFileSystem.recover();
    assertWhole(run());
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.json", "run.json", "_SUCCESS", "lock"})
  void aDiskThatIsFullForTheJobsOwnFilesEndsItAndARerunDoesTheRest(String name) throws IOException {
    fillDisk(name, 1, 0);
    try {
      assertWhole(run()); // nothing is written to _SUCCESS, so that a full disk does no harm
      assertThat(name).isEqualTo("_SUCCESS");
    } catch (IOException e) {
      assertThat(output.resolve("_SUCCESS")).doesNotExist();
    }
    FaultyFileSystem.recover();
    assertWhole(run());
  }

  @Test
  void anUnknownOutcomeStopsTheJobDeletesNothingAndSaysWhatToDo() throws IOException {
    AtomicBoolean silent = new AtomicBoolean();
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public boolean rename(
              org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
              throws IOException {
            if (isUnit(to, 2)) {
              silent.set(true);
              throw new IOException("connection reset");
            }
            return real.run();
          }

          @Override
          public FileStatus status(org.apache.hadoop.fs.Path file, Action<FileStatus> real)
              throws IOException {
            if (silent.get() && file.getName().contains("part-000002")) {
              throw new IOException("no route to host");
            }
            return real.run();
          }
        });
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot tell what was committed: ")
        .hasMessageContaining("part-000002-")
        .hasMessageContaining("nothing was deleted")
        .hasMessageContaining("run the same command again");
    try (var written = Files.list(output.resolve("_millrace/tmp"))) {
      assertThat(written.map(Path::toString)).anyMatch(path -> path.contains("part-000002"));
    }
    FaultyFileSystem.recover();
    assertWhole(run());
  }

  @Test
  void aFileThatAStoreCopiedInPartIsNeverTakenForDoneAndNeverDeleted() throws IOException {
    AtomicBoolean first = new AtomicBoolean(true);
    FaultyFileSystem.suffer(
        new Faults() {
          @Override
          public boolean rename(
              org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
              throws IOException {
            if (!isUnit(to, 1) || !first.getAndSet(false)) {
              return real.run();
            }
            byte[] whole = Files.readAllBytes(Path.of(from.toUri().getPath()));
            Files.write(
                Path.of(to.toUri().getPath()), java.util.Arrays.copyOf(whole, whole.length / 2));
            throw new IOException("connection reset");
          }
        });
    assertThatThrownBy(this::run)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot tell what was committed: ")
        .hasMessageContaining("part-000001-")
        .hasMessageContaining("not whole")
        .hasMessageContaining("delete it yourself, and run the same command again");
    FaultyFileSystem.recover();
    assertThatThrownBy(this::run) // nor does a rerun
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("part-000001-");
    Files.delete(Completions.dataFiles(output).get(1));
    assertWhole(run());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverFailsARerunGivesTheSameTable(long seed) throws IOException {
    FaultyFileSystem.suffer(new RandomFaults(new Random(seed)));
    List<String> reasons = new ArrayList<>();
    for (int runs = 1; runs <= 20; runs++) {
      try {
        assertWhole(run());
        return;
      } catch (IOException | ConfigException e) {
        reasons.add(e.getMessage());
        if (runs == 12) {
          FaultyFileSystem.recover(); // the storm passes
        }
      }
    }
    fail("no run came to its end: " + String.join("\n", reasons));
  }

  /** Every operation fails now and then, before or after it was done. */
  private record RandomFaults(Random random) implements Faults {
    private <T> T maybe(Action<T> real, double fraction) throws IOException {
      double drawn = random.nextDouble();
      if (drawn < fraction / 2) {
        throw new IOException("failed before");
      }
      T result = real.run();
      if (drawn < fraction) {
        throw new IOException("failed after");
      }
      return result;
    }

    @Override
    public boolean rename(
        org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to, Action<Boolean> real)
        throws IOException {
      return maybe(real, 0.3);
    }

    @Override
    public FileStatus status(org.apache.hadoop.fs.Path file, Action<FileStatus> real)
        throws IOException {
      return random.nextInt(50) == 0 ? maybe(real, 1) : real.run();
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path file, Action<Boolean> real) throws IOException {
      return maybe(real, 0.03);
    }

    @Override
    public OutputStream create(org.apache.hadoop.fs.Path file, Action<OutputStream> real)
        throws IOException {
      return random.nextInt(20) == 0 ? new ShortDisk(real.run(), 100) : real.run();
    }
  }
}
