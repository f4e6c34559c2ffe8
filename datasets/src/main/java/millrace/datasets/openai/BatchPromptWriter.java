package millrace.datasets.openai;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import millrace.datasets.prompts.PromptKind;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ConfigException;
import millrace.engine.api.Prompt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Writes requests as a prompt table: {@code id, custom_id, line, prompt_index}, the column of the
 * prompts, {@code sampling}. A request has a row for each of its prompts; the id is {@code
 * custom_id}, from the second prompt on with {@code #} and its index. For one thread.
 */
public final class BatchPromptWriter implements Closeable {
  /** Few enough that a unit of work in the middle of the file is found quickly. */
  private static final int ROWS_PER_GROUP = 10_000;

  private final PromptKind kind;
  private final SimpleGroupFactory groups;
  private final ParquetWriter<Group> parquet;
  private long rows;

  private BatchPromptWriter(PromptKind kind, MessageType columns, ParquetWriter<Group> parquet) {
    this.kind = kind;
    this.groups = new SimpleGroupFactory(columns);
    this.parquet = parquet;
  }

  /**
   * Begins a file; one that exists is replaced.
   *
   * @throws ConfigException when it cannot be created
   */
  public static BatchPromptWriter create(Path path, PromptKind kind, Configuration conf) {
    MessageType columns = columns(kind);
    try {
      ParquetWriter<Group> parquet =
          ExampleParquetWriter.builder(HadoopOutputFile.fromPath(path, conf))
              .withType(columns)
              .withConf(conf)
              .withCompressionCodec(CompressionCodecName.ZSTD)
              .withRowGroupRowCountLimit(ROWS_PER_GROUP)
              .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
              .build();
      return new BatchPromptWriter(kind, columns, parquet);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot write prompts: path " + path + ", not writable (" + e.getMessage() + ")", e);
    }
  }

  private static MessageType columns(PromptKind kind) {
    return new MessageType(
        "prompts",
        List.of(
            Types.required(BINARY).as(stringType()).named("id"),
            Types.required(BINARY).as(stringType()).named("custom_id"),
            Types.required(INT64).named("line"),
            Types.required(INT32).named("prompt_index"),
            promptColumn(kind),
            SamplingColumn.type()));
  }

  private static Type promptColumn(PromptKind kind) {
    return switch (kind) {
      case TEXT -> Types.required(BINARY).as(stringType()).named("prompt");
      case TOKEN_IDS -> Types.requiredList().requiredElement(INT32).named("prompt_token_ids");
      case MESSAGES ->
          Types.requiredList()
              .element(
                  Types.requiredGroup()
                      .addField(Types.required(BINARY).as(stringType()).named("role"))
                      .addField(Types.required(BINARY).as(stringType()).named("content"))
                      .named("element"))
              .named("messages");
    };
  }

  /**
   * Adds the rows of a request.
   *
   * @throws IOException when storage fails
   */
  public void write(BatchRequest request) throws IOException {
    for (int i = 0; i < request.prompts().size(); i++) {
      Group row = groups.newGroup();
      row.add("id", i == 0 ? request.customId() : request.customId() + "#" + i);
      row.add("custom_id", request.customId());
      row.add("line", request.line());
      row.add("prompt_index", i);
      addPrompt(row, request.prompts().get(i));
      SamplingColumn.add(row, request.sampling());
      parquet.write(row);
      rows++;
    }
  }

  private void addPrompt(Group row, Prompt prompt) {
    switch (kind) {
      case TEXT -> row.add("prompt", ((Prompt.Text) prompt).text());
      case TOKEN_IDS -> {
        Group list = row.addGroup("prompt_token_ids");
        for (int id : ((Prompt.TokenIds) prompt).ids()) {
          list.addGroup("list").add("element", id);
        }
      }
      case MESSAGES -> {
        Group list = row.addGroup("messages");
        for (ChatMessage message : ((Prompt.Messages) prompt).messages()) {
          Group element = list.addGroup("list").addGroup("element");
          element.add("role", message.role());
          element.add("content", message.content());
        }
      }
    }
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** Completes the file. */
  @Override
  public void close() throws IOException {
    parquet.close();
  }
}
