package millrace.jobs.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.jobs.output.UnitDetail.Example;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitRecordTest {
  @TempDir Path folder;

  private static UnitDetail detail(String... ids) {
    List<Example> examples = List.of(ids).stream().map(id -> new Example(id, "bad")).toList();
    return new UnitDetail(
        new LengthHistogram(Map.of(3, 2L)),
        LengthHistogram.EMPTY,
        Map.of("PROMPT_TOO_LONG", examples));
  }

  @Test
  void aFileGivesBackWhatWasWritten() throws IOException {
    UnitRecord written =
        new UnitRecord(
            new UnitResult(
                2,
                3,
                Map.of("DEADLINE", 1L),
                Map.of("eos", 2L),
                10,
                4,
                20,
                Map.of("fake", 1L),
                Map.of("f32", 1L),
                Map.of("bf16", 1L),
                77),
            detail("a", "b"),
            new UnitSpan("host", "1", 100, 177));
    JsonFiles files = new JsonFiles(FileSystem.getLocal(new Configuration()));
    var path = new org.apache.hadoop.fs.Path(folder.resolve("unit.json").toUri());
    files.write(path, written, JsonFiles.Existing.KEEP);
    assertThat(files.read(path, UnitRecord.class)).isEqualTo(written);
  }

  @Test
  void examplesOfACodeStayFewHoweverManyUnitsAreAddedUp() {
    UnitDetail sum = UnitDetail.NOTHING;
    for (int unit = 0; unit < 50; unit++) {
      sum = sum.plus(detail("a" + unit, "b" + unit));
    }
    assertThat(sum.examples().get("PROMPT_TOO_LONG"))
        .extracting(Example::id)
        .containsExactly("a0", "b0", "a1");
    assertThat(sum.promptLengths().total()).isEqualTo(100);
  }

  @Test
  void anExampleIsShort() {
    Example example = new Example("x".repeat(5_000), "y".repeat(5_000));
    assertThat(example.id()).hasSize(300).endsWith("…");
    assertThat(example.message()).hasSize(300);
  }

  @Test
  void aClockSetBackGivesNoNegativeTime() {
    assertThat(new UnitSpan("host", "1", 500, 400).millis()).isZero();
  }
}
