package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes prompt tables for tests. */
public final class PromptTables {
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required binary id (STRING);
            optional binary prompt (STRING);
            optional group sampling {
              optional double temperature;
              optional int32 max_new_tokens;
              optional int32 n;
            }
            optional binary topic (STRING);
          }
          """);

  private static final MessageType CONVERSATIONS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required binary id (STRING);
            required group messages (LIST) {
              repeated group list {
                required group element {
                  required binary role (STRING);
                  required binary content (STRING);
                }
              }
            }
          }
          """);

  /** One row; null sampling values are left out. */
  public record Prompt(
      String id, String text, Double temperature, Integer maxNewTokens, Integer n) {
    public static Prompt of(String id, String text) {
      return new Prompt(id, text, null, null, null);
    }
  }

  private PromptTables() {}

  /** So many rows, some of them with their own sampling. */
  public static List<Prompt> good(int rows) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String id = "row-" + i;
      String text = "The " + i + "th tale begins";
      prompts.add(
          switch (i % 4) {
            case 0 -> Prompt.of(id, text);
            case 1 -> new Prompt(id, text, 0.0, null, null);
            case 2 -> new Prompt(id, text, 0.8, 5, null);
            default -> new Prompt(id, text, null, null, 3);
          });
    }
    return prompts;
  }

  /** Writes the rows, in order, to so many files below {@code folder}. */
  public static Path write(Path folder, List<Prompt> prompts, int files) throws IOException {
    int perFile = (prompts.size() + files - 1) / files;
    for (int file = 0; file < files; file++) {
      Path path = folder.resolve("prompts-%02d.parquet".formatted(file));
      int first = Math.min(file * perFile, prompts.size());
      int end = Math.min(first + perFile, prompts.size());
      writeFile(path, prompts.subList(first, end));
    }
    return folder;
  }

  /** Writes so many conversations of one message each to a file below {@code folder}. */
  public static Path writeConversations(Path folder, int rows) throws IOException {
    Path file = folder.resolve("conversations.parquet");
    file.toFile().getParentFile().mkdirs();
    SimpleGroupFactory groups = new SimpleGroupFactory(CONVERSATIONS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(CONVERSATIONS).build()) {
      for (int i = 0; i < rows; i++) {
        Group row = groups.newGroup();
        row.add("id", "row-" + i);
        Group message = row.addGroup("messages").addGroup("list").addGroup("element");
        message.add("role", "user");
        message.add("content", "Tell the " + i + "th tale");
        writer.write(row);
      }
    }
    return folder;
  }

  private static void writeFile(Path file, List<Prompt> prompts) throws IOException {
    writeFile(file, prompts, Integer.MAX_VALUE);
  }

  /** Writes the rows to one file, in row groups of so many rows. */
  public static void writeFile(Path file, List<Prompt> prompts, int groupRows) throws IOException {
    file.toFile().getParentFile().mkdirs();
    Files.deleteIfExists(file);
    SimpleGroupFactory groups = new SimpleGroupFactory(COLUMNS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(COLUMNS)
            .withRowGroupRowCountLimit(groupRows)
            .build()) {
      for (Prompt prompt : prompts) {
        writer.write(group(groups.newGroup(), prompt));
      }
    }
  }

  /** Overwrites a part of the prompts of one row group. */
  public static void damage(Path table, int group) throws IOException {
    var file =
        HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(table.toUri()), new Configuration());
    ColumnChunkMetaData prompts;
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      prompts = reader.getRowGroups().get(group).getColumns().get(1);
    }
    if (!prompts.getPath().toDotString().equals("prompt")) {
      throw new IllegalStateException("the second column is " + prompts.getPath());
    }
    byte[] bytes = Files.readAllBytes(table);
    int start = (int) prompts.getStartingPos();
    Arrays.fill(bytes, start + 40, start + (int) prompts.getTotalSize(), (byte) 0x5a);
    Files.write(table, bytes);
  }

  private static Group group(Group row, Prompt prompt) {
    row.add("id", prompt.id());
    if (prompt.text() != null) {
      row.add("prompt", prompt.text());
    }
    if (prompt.temperature() != null || prompt.maxNewTokens() != null || prompt.n() != null) {
      Group sampling = row.addGroup("sampling");
      if (prompt.temperature() != null) {
        sampling.add("temperature", prompt.temperature());
      }
      if (prompt.maxNewTokens() != null) {
        sampling.add("max_new_tokens", prompt.maxNewTokens());
      }
      if (prompt.n() != null) {
        sampling.add("n", prompt.n());
      }
    }
    row.add("topic", "topic of " + prompt.id());
    return row;
  }
}
