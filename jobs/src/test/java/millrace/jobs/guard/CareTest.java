package millrace.jobs.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.datasets.prompts.PromptFile;
import millrace.jobs.output.AttemptTrail;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputFile;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How careful attempts are, and what they learn of each other through the output folder. */
class CareTest {
  @TempDir Path folder;
  private final OutputFile file =
      new OutputFile(new WorkUnit(0, new PromptFile("p", "n", 1, 1, 9, List.of()), 0, 9, 1), 0);
  private int attempts;

  /** Begins the next attempt; it dies unless it is ended. */
  private AttemptTrail begin() throws IOException {
    return OutputDirectory.at(folder.resolve("out").toString(), new Configuration())
        .trails()
        .begin(file, "run-" + attempts++);
  }

  private Care careOfNext() throws IOException {
    AttemptTrail next = begin();
    Care care = Care.after(next);
    next.withdraw();
    return care;
  }

  @Test
  void growsWithDeaths() throws IOException {
    assertThat(Care.after(begin())).isEqualTo(Care.TOGETHER);
    assertThat(Care.after(begin())).isEqualTo(Care.TOGETHER);
    assertThat(Care.after(begin())).isEqualTo(Care.ALONE);
    assertThat(Care.after(begin())).isEqualTo(Care.ROW_BY_ROW);
  }

  @Test
  void aHangCountsTwice() throws IOException {
    begin().markHung();
    assertThat(careOfNext()).isEqualTo(Care.ALONE);
    begin().markHung();
    assertThat(careOfNext()).isEqualTo(Care.ROW_BY_ROW);
  }

  @Test
  void attemptsThatEndLeaveNothing() throws IOException {
    for (int i = 0; i < 5; i++) {
      begin().withdraw();
    }
    assertThat(careOfNext()).isEqualTo(Care.TOGETHER);
    begin();
    begin().end();
    assertThat(folder.resolve("out/_millrace/attempts").toFile().list()).isEmpty();
    assertThat(careOfNext()).isEqualTo(Care.TOGETHER);
  }

  @Test
  void twoDeathsAtTheSameRowCondemnIt() throws IOException {
    for (int i = 0; i < 3; i++) {
      begin();
    }
    for (int i = 0; i < 2; i++) {
      AttemptTrail trail = begin();
      assertThat(trail.isCondemned(4)).isFalse();
      trail.enter(3);
      trail.enter(4);
    }
    AttemptTrail next = begin();
    assertThat(next.isCondemned(4)).isTrue();
    assertThat(next.isCondemned(3)).isFalse();
    assertThat(next.hungAt(4)).isFalse();
    assertThat(Care.after(next)).isEqualTo(Care.ROW_BY_ROW);
  }

  @Test
  void oneHangAtARowCondemnsIt() throws IOException {
    AttemptTrail trail = begin();
    trail.enter(6);
    trail.markHung();
    AttemptTrail next = begin();
    assertThat(next.isCondemned(6)).isTrue();
    assertThat(next.hungAt(6)).isTrue();
  }

  @Test
  void deathsAtDifferentRowsAreTheClustersDoing() throws IOException {
    for (int i = 0; i < 3; i++) {
      begin();
    }
    begin().enter(1);
    begin().enter(5);
    assertThat(careOfNext()).isEqualTo(Care.TOGETHER);
  }

  @Test
  void theTracesOfOtherUnitsSayNothing() throws IOException {
    for (int i = 0; i < 3; i++) {
      begin();
    }
    OutputFile other = new OutputFile(file.unit(), 1);
    AttemptTrail trail =
        OutputDirectory.at(folder.resolve("out").toString(), new Configuration())
            .trails()
            .begin(other, "run-x");
    assertThat(trail.deaths()).isZero();
    assertThat(Files.list(folder.resolve("out/_millrace/attempts"))).hasSize(2);
  }
}
