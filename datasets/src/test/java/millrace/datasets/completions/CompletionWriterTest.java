package millrace.datasets.completions;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import millrace.datasets.Fixtures;
import millrace.datasets.prompts.PassThrough;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.MeanEntropy;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionWriterTest {
  private static final Set<OptionalColumn> ALL = EnumSet.allOf(OptionalColumn.class);

  @TempDir java.nio.file.Path folder;

  private static Completion completion(String id, String text) {
    List<TokenLogprobs> logprobs =
        List.of(
            new TokenLogprobs(
                7,
                -0.5f,
                List.of(new TokenLogprobs.Entry(9, -0.25f), new TokenLogprobs.Entry(7, -0.5f))),
            new TokenLogprobs(8, -1.5f, List.of()));
    return new Completion(
        id,
        1,
        text,
        new int[] {7, 8},
        5,
        4,
        StopReason.STOP_STRING,
        "END",
        -2.0,
        -42L,
        17L,
        logprobs,
        List.of(),
        new MeanEntropy(1.25, Double.NaN),
        null);
  }

  private Path file(String name) {
    return new Path(folder.resolve(name).toString());
  }

  private Path write(CompletionSchema schema, List<PromptRow> rows, String name)
      throws IOException {
    Path file = file(name);
    try (CompletionWriter writer = CompletionWriter.create(file, schema, Compression.ZSTD, CONF)) {
      for (PromptRow row : rows) {
        writer.write(row, completion(row.id(), "text of " + row.id()));
      }
      assertThat(writer.rows()).isEqualTo(rows.size());
    }
    return file;
  }

  private static List<Group> read(Path file) throws IOException {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(CONF).build()) {
      List<Group> rows = new ArrayList<>();
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
      return rows;
    }
  }

  private static PromptRow row(Prompt prompt) {
    return new PromptRow(0, "a", prompt, null, null, PassThrough.none());
  }

  @Test
  void writesEveryColumn() throws IOException {
    PromptRow input = row(new Prompt.Text("Say 世界"));
    Group row = read(write(CompletionSchema.plain(ALL), List.of(input), "c.parquet")).get(0);
    assertThat(row.getString("id", 0)).isEqualTo("a");
    assertThat(row.getInteger("sample_index", 0)).isEqualTo(1);
    assertThat(row.getString("completion", 0)).isEqualTo("text of a");
    assertThat(row.getInteger("prompt_tokens", 0)).isEqualTo(5);
    assertThat(row.getInteger("completion_tokens", 0)).isEqualTo(2);
    assertThat(row.getInteger("cached_prompt_tokens", 0)).isEqualTo(4);
    assertThat(row.getString("stop_reason", 0)).isEqualTo("stop_string");
    assertThat(row.getString("stop_match", 0)).isEqualTo("END");
    assertThat(row.getDouble("cumulative_logprob", 0)).isEqualTo(-2.0);
    assertThat(row.getLong("seed", 0)).isEqualTo(-42);
    assertThat(row.getLong("generate_ms", 0)).isEqualTo(17);
    assertThat(row.getFieldRepetitionCount("error")).isZero();
    assertThat(row.getDouble("mean_entropy", 0)).isEqualTo(1.25);
    assertThat(row.getString("prompt", 0)).isEqualTo("Say 世界");
  }

  @Test
  void writesListsOfIdsAndLogprobs() throws IOException {
    PromptRow input = row(new Prompt.Text("p"));
    Group row = read(write(CompletionSchema.plain(ALL), List.of(input), "c.parquet")).get(0);
    Group ids = row.getGroup("token_ids", 0);
    assertThat(ids.getGroup(0, 0).getInteger(0, 0)).isEqualTo(7);
    assertThat(ids.getGroup(0, 1).getInteger(0, 0)).isEqualTo(8);
    Group first = row.getGroup("logprobs", 0).getGroup(0, 0).getGroup(0, 0);
    assertThat(first.getInteger("token_id", 0)).isEqualTo(7);
    assertThat(first.getFloat("logprob", 0)).isEqualTo(-0.5f);
    Group best = first.getGroup("top", 0).getGroup(0, 0).getGroup(0, 0);
    assertThat(best.getInteger("token_id", 0)).isEqualTo(9);
    assertThat(best.getFloat("logprob", 0)).isEqualTo(-0.25f);
    Group second = row.getGroup("logprobs", 0).getGroup(0, 1).getGroup(0, 0);
    assertThat(second.getGroup("top", 0).getFieldRepetitionCount(0)).isZero();
    assertThat(row.getGroup("prompt_logprobs", 0).getFieldRepetitionCount(0)).isZero();
  }

  @Test
  void aFailedRowHasItsErrorAndNoLogprobs() throws IOException {
    RowError error = new RowError(ErrorCode.EMPTY_PROMPT, "Cannot complete: prompt, null");
    PromptRow input = new PromptRow(3, "f#3", null, error, null, PassThrough.none());
    Path file = file("c.parquet");
    try (CompletionWriter writer =
        CompletionWriter.create(file, CompletionSchema.plain(ALL), Compression.ZSTD, CONF)) {
      writer.write(input, Completion.failed("f#3", 0, 9, error));
    }
    Group row = read(file).get(0);
    assertThat(row.getGroup("error", 0).getString("code", 0)).isEqualTo("EMPTY_PROMPT");
    assertThat(row.getGroup("error", 0).getString("message", 0)).isEqualTo(error.message());
    assertThat(row.getString("completion", 0)).isEmpty();
    assertThat(row.getString("stop_reason", 0)).isEqualTo("error");
    for (String empty :
        List.of("stop_match", "logprobs", "prompt_logprobs", "mean_entropy", "prompt")) {
      assertThat(row.getFieldRepetitionCount(empty)).as(empty).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nested.parquet",
        "nested-int96.parquet",
        "invalid-utf8.parquet",
        "text-pandas.parquet"
      })
  void passesValuesThroughUnchanged(String fixture) throws IOException {
    CompletionSchema schema = CompletionSchema.of(Fixtures.open(fixture).schema(), Set.of());
    List<Group> output = read(write(schema, Fixtures.rows(fixture), "c.parquet"));
    List<Group> input = read(new Path(Fixtures.path(fixture).toUri()));
    assertThat(output).hasSameSizeAs(input);
    for (int i = 0; i < input.size(); i++) {
      for (var column : schema.passThrough()) {
        assertThat(values(output.get(i), column.getName()))
            .as("row %d column %s", i, column.getName())
            .isEqualTo(values(input.get(i), column.getName()));
      }
    }
  }

  private static List<String> values(Group row, String column) {
    int field = row.getType().getFieldIndex(column);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.getFieldRepetitionCount(field); i++) {
      values.add(
          row.getType().getType(field).isPrimitive()
              ? row.getValueToString(field, i)
              : row.getGroup(field, i).toString());
    }
    return values;
  }

  @Test
  void columnsOfAnotherOrderAreFoundByName() throws IOException {
    CompletionSchema schema = CompletionSchema.of(Fixtures.open("mixed-order").schema(), Set.of());
    List<Group> output = read(write(schema, Fixtures.rows("mixed-order"), "c.parquet"));
    assertThat(output).extracting(row -> row.getString("lang", 0)).containsExactly("en", "de");
  }

  @Test
  void idsKeepTheirTypeAndNullsOfIntegersStayNull() throws IOException {
    CompletionSchema unsigned =
        CompletionSchema.of(Fixtures.open("id-unsigned.parquet").schema(), Set.of());
    List<Group> rows = read(write(unsigned, Fixtures.rows("id-unsigned.parquet"), "u.parquet"));
    assertThat(rows).extracting(row -> row.getLong("id", 0)).containsExactly(1L, -1L);
    CompletionSchema int32 =
        CompletionSchema.of(Fixtures.open("text-groups.parquet").schema(), Set.of());
    PromptRow derived = row(new Prompt.Text("p"));
    PromptRow nullId =
        new PromptRow(4, "x.parquet#4", derived.prompt(), null, null, PassThrough.none());
    rows = read(write(int32, Fixtures.rows("text-groups.parquet"), "i.parquet"));
    assertThat(rows.get(24).getInteger("id", 0)).isEqualTo(124);
    rows = read(write(int32, List.of(nullId), "n.parquet"));
    assertThat(rows.get(0).getFieldRepetitionCount("id")).isZero();
  }

  @Test
  void promptsOfOtherKindsAreJson() throws IOException {
    List<PromptRow> rows =
        List.of(
            row(new Prompt.Messages(List.of(new ChatMessage("user", "a \"b\"\n")))),
            row(new Prompt.TokenIds(new int[] {1, 22})));
    List<Group> output =
        read(write(CompletionSchema.plain(Set.of(OptionalColumn.PROMPT)), rows, "c.parquet"));
    assertThat(output)
        .extracting(row -> row.getString("prompt", 0))
        .containsExactly("[{\"role\":\"user\",\"content\":\"a \\\"b\\\"\\n\"}]", "[1,22]");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theSameRowsGiveTheSameBytes(Compression compression) throws IOException {
    CompletionSchema schema = CompletionSchema.of(Fixtures.open("nested.parquet").schema(), ALL);
    List<byte[]> files = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      try (CompletionWriter writer =
          CompletionWriter.create(file(name), schema, compression, CONF)) {
        for (PromptRow row : Fixtures.rows("nested.parquet")) {
          writer.write(row, completion(row.id(), "text"));
        }
      }
      files.add(Files.readAllBytes(folder.resolve(name)));
    }
    assertThat(files.get(0)).isEqualTo(files.get(1));
  }

  @Test
  void abortLeavesNothing() throws IOException {
    CompletionWriter writer =
        CompletionWriter.create(
            file("c.parquet"), CompletionSchema.plain(Set.of()), Compression.ZSTD, CONF);
    writer.write(row(new Prompt.Text("p")), completion("a", "text"));
    writer.abort();
    writer.abort();
    writer.close();
    assertFolderIsEmpty();
    assertThatThrownBy(() -> writer.write(row(new Prompt.Text("p")), completion("a", "t")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write completions: the writer has ended or failed, ");
  }

  @Test
  void aRowThatFailsKeepsTheFileFromBeingCompleted() throws IOException {
    CompletionWriter writer =
        CompletionWriter.create(
            file("c.parquet"), CompletionSchema.plain(Set.of()), Compression.ZSTD, CONF);
    Completion broken =
        new Completion("a", 0, "", new int[0], 0, 0, null, null, 0, 0, 0, null, null, null);
    assertThatThrownBy(() -> writer.write(row(new Prompt.Text("p")), broken))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(writer::close)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write completions: an earlier row failed, ");
    assertFolderIsEmpty();
  }

  @Test
  void abortAfterCloseKeepsTheFile() throws IOException {
    CompletionWriter writer =
        CompletionWriter.create(
            file("c.parquet"), CompletionSchema.plain(Set.of()), Compression.SNAPPY, CONF);
    writer.close();
    writer.abort();
    assertThat(read(file("c.parquet"))).isEmpty();
  }

  @Test
  void refusesAPathThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(
            () ->
                CompletionWriter.create(
                    file("file/c.parquet"),
                    CompletionSchema.plain(Set.of()),
                    Compression.ZSTD,
                    CONF))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot write completions: path " + file("file/c.parquet") + ",");
  }

  private void assertFolderIsEmpty() throws IOException {
    try (Stream<java.nio.file.Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
