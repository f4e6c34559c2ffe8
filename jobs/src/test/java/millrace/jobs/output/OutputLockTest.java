package millrace.jobs.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import millrace.engine.api.ConfigException;
import millrace.jobs.output.OutputLock.Timing;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
  private static final Timing USUAL = Timing.USUAL;
  private static final Timing QUICK = new Timing(Duration.ofMillis(20), Duration.ofMinutes(5));

  @TempDir Path folder;
  private FileSystem files;
  private Path file;

  @BeforeEach
  void findTheFile() throws IOException {
    files = FileSystem.getLocal(new Configuration());
    file = folder.resolve("out/_millrace/lock");
  }

  private OutputLock take(Timing timing) throws IOException {
    return OutputLock.take(files, new org.apache.hadoop.fs.Path(file.toUri()), timing);
  }

  private LockHolder holder() throws IOException {
    return new JsonFiles(files).read(new org.apache.hadoop.fs.Path(file.toUri()), LockHolder.class);
  }

  /** A lock that another job left, written so long ago. */
  private void leave(LockHolder holder, Duration age) throws IOException {
    new JsonFiles(files)
        .write(new org.apache.hadoop.fs.Path(file.toUri()), holder, JsonFiles.Existing.REPLACE);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private static LockHolder elsewhere() {
    return new LockHolder("elsewhere", 42, "2024-07-26T10:20:30Z", "token");
  }

  private void assertRefused(String who) {
    assertThatThrownBy(() -> take(USUAL))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot write output: ")
        .hasMessageContaining(folder.resolve("out") + ", another job writes there (" + who);
  }

  @Test
  void namesThisProcessAndGoesWithItsHolder() throws IOException {
    try (OutputLock ignored = take(USUAL)) {
      assertThat(holder().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(Duration.between(Instant.parse(holder().since()), Instant.now()))
          .isLessThan(Duration.ofMinutes(1));
    }
    assertThat(file.getParent()).isEmptyDirectory();
    take(USUAL).close();
  }

  @Test
  void refusesASecondJobNamingTheFirst() throws IOException {
    try (OutputLock ignored = take(USUAL)) {
      LockHolder first = holder();
      assertRefused(
          "host %s, process %d, since %s)".formatted(first.host(), first.pid(), first.since()));
      assertThat(holder()).isEqualTo(first);
    }
  }

  @Test
  void refusesBesideAJobOfAnotherMachineThatWasHeardOfLately() throws IOException {
    leave(elsewhere(), Duration.ofMinutes(4));
    assertRefused("host elsewhere, process 42, since 2024-07-26T10:20:30Z)");
  }

  @Test
  void takesOverFromAJobThatWasNotHeardOfForMinutes() throws IOException {
    leave(elsewhere(), Duration.ofMinutes(6));
    try (OutputLock ignored = take(USUAL)) {
      assertThat(holder().pid()).isEqualTo(ProcessHandle.current().pid());
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void takesOverAtOnceFromAProcessOfThisMachineThatEnded() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process ended =
        new ProcessBuilder(java, "-version")
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    ended.waitFor();
    LockHolder self = LockHolder.thisProcess();
    leave(new LockHolder(self.host(), ended.pid(), self.since(), "token"), Duration.ZERO);
    try (OutputLock ignored = take(USUAL)) {
      assertThat(holder().pid()).isEqualTo(self.pid());
    }
  }

  @Test
  void takesOverFromAProcessWhoseIdWasGivenToAnotherOne() throws IOException {
    LockHolder self = LockHolder.thisProcess();
    leave(new LockHolder(self.host(), self.pid(), "2020-01-01T00:00:00Z", "token"), Duration.ZERO);
    take(USUAL).close();
    leave(new LockHolder(self.host(), self.pid(), self.since(), "token"), Duration.ZERO);
    assertRefused("host " + self.host());
  }

  @Test
  void refusesBesideALockThatIsJustBeingWritten() throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    assertRefused("its lock says not which)");
  }

  @Test
  void isWrittenAnewAsLongAsItIsHeld() throws Exception {
    try (OutputLock ignored = take(QUICK)) {
      FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
      Files.setLastModifiedTime(file, longAgo);
      for (int i = 0; i < 500 && Files.getLastModifiedTime(file).equals(longAgo); i++) {
        Thread.sleep(20);
      }
      assertThat(Files.getLastModifiedTime(file)).isGreaterThan(longAgo);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void neitherRenewsNorRemovesALockThatAnotherJobTookOver() throws Exception {
    OutputLock lost = take(USUAL);
    leave(elsewhere(), Duration.ZERO);
    lost.close();
    assertThat(holder()).isEqualTo(elsewhere());
  }
}
