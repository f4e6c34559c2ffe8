package millrace.datasets.prompts;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ConfigException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdReaderTest {
  private static final PromptColumns COLUMNS = PromptColumns.defaults();
  private static final int ROWS = 2_500;

  @TempDir Path folder;

  /** Rows in several row groups and pages; every seventh id is null. */
  private PromptFile write(String idColumn, List<Object> ids) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message t { optional " + idColumn + "; required binary prompt (STRING); }");
    Path path = folder.resolve("ids.parquet");
    Files.deleteIfExists(path);
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withType(type)
            .withRowGroupRowCountLimit(400)
            .withPageRowCountLimit(60)
            .build()) {
      for (Object id : ids) {
        Group row = groups.newGroup();
        if (id instanceof Integer number) {
          row.add("id", number);
        } else if (id instanceof Long number) {
          row.add("id", number);
        } else if (id instanceof String text) {
          row.add("id", text);
        }
        row.add("prompt", "a tale");
        writer.write(row);
      }
    }
    return PromptTable.open(path.toString(), COLUMNS, CONF).files().get(0);
  }

  private static List<Object> ids(java.util.function.IntFunction<Object> id) {
    List<Object> ids = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      ids.add(i % 7 == 6 ? null : id.apply(i));
    }
    return ids;
  }

  /** What the hashes must be: those of the ids that the rows themselves show. */
  private static long[] expected(PromptFile file, int first, int rows, IdType type) {
    try (PromptReader reader = PromptReader.open(file, COLUMNS, first, rows, CONF)) {
      List<Long> hashes = new ArrayList<>();
      while (reader.hasNext()) {
        PromptRow row = reader.next();
        if (row.error() == null) {
          hashes.add(IdReader.hash(row.id(), type));
        }
      }
      return hashes.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private static void assertHashes(PromptFile file, IdType type) {
    for (int[] range : new int[][] {{0, ROWS}, {0, 1}, {399, 2}, {800, 400}, {1234, 1000}}) {
      assertThat(IdReader.hashes(file, COLUMNS, Damage.REFUSE, range[0], range[1], CONF))
          .containsExactly(expected(file, range[0], range[1], type));
    }
  }

  @Test
  void textsHashAsTheRowsShowThem() throws IOException {
    assertHashes(write("binary id (STRING)", ids(i -> "tale – " + i % 900)), IdType.STRING);
  }

  @Test
  void wholeNumbersHashAsTheRowsShowThem() throws IOException {
    assertHashes(write("int32 id", ids(i -> i - 1000)), IdType.INTEGER);
    assertHashes(write("int32 id (INTEGER(32,false))", ids(i -> i * 3_000_000)), IdType.INTEGER);
    assertHashes(write("int64 id", ids(i -> i * -77_777_777_777L)), IdType.INTEGER);
    assertHashes(
        write("int64 id (INTEGER(64,false))", ids(i -> i * 7_777_777_777_777_777L)),
        IdType.INTEGER);
  }

  @Test
  void equalIdsHaveEqualHashesAndOthersDoNot() throws IOException {
    PromptFile file = write("binary id (STRING)", ids(i -> "row-" + i / 2));
    long[] hashes = IdReader.hashes(file, COLUMNS, Damage.REFUSE, 0, ROWS, CONF);
    assertThat(java.util.Arrays.stream(hashes).distinct().count())
        .isEqualTo(expectedDistinct(file));
  }

  private static long expectedDistinct(PromptFile file) {
    try (PromptReader reader = PromptReader.open(file, COLUMNS, 0, ROWS, CONF)) {
      List<String> ids = new ArrayList<>();
      reader.forEachRemaining(row -> ids.add(row.error() == null ? row.id() : "row-0"));
      return ids.stream().distinct().count();
    }
  }

  @Test
  void aFileThatChangedOrIsDamagedIsRefusedByName() throws IOException {
    PromptFile file = write("binary id (STRING)", ids(i -> "row-" + i));
    Path path = folder.resolve("ids.parquet");
    byte[] bytes = Files.readAllBytes(path);
    java.util.Arrays.fill(bytes, 10, 60, (byte) 0xff);
    Files.write(path, bytes);
    Files.setLastModifiedTime(path, java.nio.file.attribute.FileTime.fromMillis(file.modified()));
    assertThatThrownBy(() -> IdReader.hashes(file, COLUMNS, Damage.REFUSE, 0, ROWS, CONF))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("row group 0")
        .hasMessageEndingWith("in file:" + path);
    Files.write(path, new byte[12]);
    assertThatThrownBy(() -> IdReader.hashes(file, COLUMNS, Damage.REFUSE, 0, ROWS, CONF))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("changed since it was planned");
  }
}
