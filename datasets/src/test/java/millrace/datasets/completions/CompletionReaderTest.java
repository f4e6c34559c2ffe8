package millrace.datasets.completions;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionReaderTest {
  @TempDir java.nio.file.Path folder;

  private Path write(String schema, Object[]... rows) throws IOException {
    Path file = new Path(folder.resolve("rows.parquet").toString());
    MessageType type = MessageTypeParser.parseMessageType("message rows {" + schema + "}");
    try (var writer = ExampleParquetWriter.builder(file).withType(type).build()) {
      for (Object[] row : rows) {
        var group = new SimpleGroupFactory(type).newGroup();
        for (int i = 0; i < row.length; i++) {
          if (row[i] instanceof Integer number) {
            group.add(i, number);
          } else {
            group.add(i, (String) row[i]);
          }
        }
        writer.write(group);
      }
    }
    return file;
  }

  private static List<Integer> samplesOfRows(CompletionReader reader) throws IOException {
    List<Integer> counts = new ArrayList<>();
    for (var samples = reader.next(); !samples.isEmpty(); samples = reader.next()) {
      counts.add(samples.size());
    }
    return counts;
  }

  @Test
  void aRowOfASweepHasTheSamplesOfAllSettings() throws IOException {
    Path file =
        write(
            "required binary id (STRING); required int32 sample_index;"
                + " required binary setting (STRING);",
            new Object[] {"a", 0, "hot"},
            new Object[] {"a", 1, "hot"},
            new Object[] {"a", 0, "cold"},
            new Object[] {"b", 0, "hot"},
            new Object[] {"b", 0, "cold"});
    try (CompletionReader reader = CompletionReader.open(file, CONF)) {
      assertThat(samplesOfRows(reader)).containsExactly(3, 2);
    }
    Set<String> some = Set.of("sample_index", "setting");
    try (CompletionReader reader = CompletionReader.open(file, some, CONF)) {
      assertThat(samplesOfRows(reader)).containsExactly(3, 2);
    }
  }

  @Test
  void aColumnThatIsPassedThroughMakesNoSweep() throws IOException {
    Path file =
        write(
            "required binary id (STRING); required int32 sample_index;"
                + " required binary text (STRING); required binary setting (STRING);",
            new Object[] {"a", 0, "x", "hot"},
            new Object[] {"a", 1, "x", "hot"},
            new Object[] {"b", 0, "y", "cold"},
            new Object[] {"c", 0, "z", "hot"});
    try (CompletionReader reader = CompletionReader.open(file, CONF)) {
      assertThat(samplesOfRows(reader)).containsExactly(2, 1, 1);
    }
  }
}
