package millrace.datasets.prompts;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import millrace.datasets.Fixtures;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Prompt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list encodings of LogicalTypes.md that pyarrow does not write. */
class ListLayoutTest {
  @TempDir Path folder;

  private Path write(MessageType schema, Group row) throws IOException {
    Path file = folder.resolve("p.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toString()))
            .withConf(CONF)
            .withType(schema)
            .build()) {
      writer.write(row);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // parquet-avro's and Spark's legacy names, parquet-thrift's, and one nobody reserved
        "array",
        "messages_tuple",
        "turn"
      })
  void aRepeatedStructIsTheElement(String repeated) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional group messages (LIST) { repeated group "
                + repeated
                + " { required binary role (STRING); required binary content (STRING); } } }");
    Group row = new SimpleGroup(schema);
    Group list = row.addGroup("messages");
    list.addGroup(0).append("role", "user").append("content", "Hi");
    list.addGroup(0).append("role", "assistant").append("content", "Hello");
    assertThat(Fixtures.rows(write(schema, row)).get(0).prompt())
        .isEqualTo(
            new Prompt.Messages(
                List.of(new ChatMessage("user", "Hi"), new ChatMessage("assistant", "Hello"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bag { optional int32 array_element; }", "list { required int32 element; }"})
  void aGroupOfOneFieldWrapsTheElement(String repeated) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional group prompt_token_ids (LIST) { repeated group "
                + repeated
                + " } }");
    Group row = new SimpleGroup(schema);
    Group list = row.addGroup(0);
    list.addGroup(0).add(0, 11);
    list.addGroup(0).add(0, 12);
    assertThat(ids(write(schema, row))).containsExactly(11, 12);
  }

  @Test
  void aRepeatedPrimitiveIsTheElement() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required group prompt_token_ids (LIST) { repeated int64 array; } }");
    Group row = new SimpleGroup(schema);
    Group list = row.addGroup(0);
    list.add(0, 21L);
    list.add(0, 22L);
    assertThat(ids(write(schema, row))).containsExactly(21, 22);
  }

  private static int[] ids(Path file) {
    return ((Prompt.TokenIds) Fixtures.rows(file).get(0).prompt()).ids();
  }
}
