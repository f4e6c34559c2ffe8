package millrace.jobs.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.datasets.prompts.PromptFile;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFilesTest {
  @TempDir Path folder;
  private OutputDirectory output;
  private UnitFiles files;
  private final WorkUnit unit = unit(0);
  private final OutputFile file = new OutputFile(unit, 0);

  private static WorkUnit unit(int index) {
    return new WorkUnit(index, new PromptFile("p", "n", 1, 1, 9, List.of()), index, 1, 1);
  }

  private static UnitRecord result(long rows) {
    UnitResult totals =
        new UnitResult(
            rows, rows, 0, Map.of(), Map.of(), 0, 0, 0, Map.of("fake", 1L), Map.of(), Map.of(), 5);
    return new UnitRecord(totals, UnitDetail.NOTHING, new UnitSpan("host", "1", 10, 15));
  }

  @BeforeEach
  void begin() throws IOException {
    output = OutputDirectory.at(folder.resolve("out").toString(), new Configuration());
    output.begin(new JobIdentity(Map.of("job.seed", "1")));
    files = output.units();
  }

  private org.apache.hadoop.fs.Path written(String attempt, String content) throws IOException {
    var path = files.temporary(file, attempt);
    Files.writeString(Path.of(path.toUri().getPath()), content);
    return path;
  }

  private Path inPlace(OutputFile which) {
    return Path.of(files.path(which).toUri().getPath());
  }

  private List<String> temporaryFiles() throws IOException {
    try (var left = Files.list(folder.resolve("out/_millrace/tmp"))) {
      return left.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void ofTwoAttemptsThatFinishTheFirstStaysAndTheSecondLearnsItsTotals() throws IOException {
    try (OutputLock lock = output.lock()) {
      var first = written("a-1", "first");
      var second = written("a-2", "second");
      assertThat(files.commit(file, first, result(7), lock.token())).isEqualTo(result(7));
      assertThat(files.commit(file, second, result(8), lock.token())).isEqualTo(result(7));
      assertThat(inPlace(file)).hasContent("first");
      assertThat(temporaryFiles()).isEmpty();
      assertThat(files.record(file)).isEqualTo(result(7));
    }
  }

  @Test
  void whatIsLeftOfAnEndedRunDoesNotCommit() throws IOException {
    String ended;
    try (OutputLock lock = output.lock()) {
      ended = lock.token();
    }
    var late = written("a-1", "late");
    assertThatThrownBy(() -> files.commit(file, late, result(7), ended))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the run that this task belongs to is over (no lock)");
    try (OutputLock next = output.lock()) {
      assertThatThrownBy(() -> files.commit(file, late, result(7), ended))
          .hasMessageContaining("is over (host ");
      assertThat(next.token()).isNotEqualTo(ended);
    }
    assertThat(inPlace(file)).doesNotExist();
  }

  @Test
  void theLatestVersionOfAUnitCountsAndEarlierOnesGo() throws IOException {
    for (int version : new int[] {0, 2, 10}) {
      Files.writeString(inPlace(new OutputFile(unit, version)), "v" + version);
    }
    Files.writeString(inPlace(new OutputFile(unit(1), 0)), "other");
    FolderContents contents = files.contents();
    assertThat(contents.latest(unit)).contains(new OutputFile(unit, 10));
    assertThat(contents.latest(unit(2))).isEmpty();
    assertThat(contents.finished(List.of(unit, unit(1), unit(2)))).hasSize(2);
    assertThat(contents.lastPass()).isEqualTo(10);
    files.removeSuperseded();
    assertThat(inPlace(new OutputFile(unit, 2))).doesNotExist();
    assertThat(inPlace(new OutputFile(unit, 0))).doesNotExist();
    assertThat(inPlace(new OutputFile(unit, 10))).hasContent("v10");
    assertThat(inPlace(new OutputFile(unit(1), 0))).hasContent("other");
  }

  @Test
  void namesOfVersionsSortInTheOrderOfTheInput() {
    String first = new OutputFile(unit, 12).name();
    assertThat(first).matches("part-000000-[0-9a-f]{8}-r12\\.parquet");
    assertThat(first).isLessThan(new OutputFile(unit(1), 0).name());
  }

  @Test
  void whatWasNeverPutInPlaceIsRemovedByTheNextRun() throws IOException {
    written("a-1", "half a file");
    Files.writeString(inPlace(new OutputFile(unit(1), 0)), "not looked at");
    files.settleInterrupted();
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void aFileWhoseCommitWasInterruptedMustBeWhole() throws IOException {
    written("a-1", "PAR1 and all of it");
    Files.writeString(inPlace(file), "PAR1 and a part of it");
    assertThatThrownBy(files::settleInterrupted)
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining(file.name())
        .hasMessageContaining("nothing was deleted");
    assertThat(temporaryFiles()).hasSize(1);
    assertThat(inPlace(file)).exists();
  }
}
