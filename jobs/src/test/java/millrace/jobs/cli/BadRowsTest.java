package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.jobs.testing.Completions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One row in a thousand is bad, each in another way, through the command line with the embedded
 * model.
 */
class BadRowsTest {
  private static final int ROWS = 10_000;

  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required binary id (STRING);
            optional binary prompt (STRING);
            optional group sampling {
              optional double temperature;
              optional double top_p;
              optional int32 max_new_tokens;
              optional int32 min_tokens;
              optional int32 n;
              optional group stop_token_ids (LIST) {
                repeated group list {
                  optional int32 element;
                }
              }
            }
          }
          """);

  @TempDir Path folder;
  private Path input;
  private Path output;

  /** How a row is bad: what is written, and what its error must be. */
  private enum Bad {
    NULL("EMPTY_PROMPT: Cannot complete: column prompt, null"),
    EMPTY("EMPTY_PROMPT: Cannot complete: column prompt, \"\""),
    TOO_LONG("PROMPT_TOO_LONG: Cannot complete row: prompt, "),
    NO_UTF8("INVALID_TEXT: Cannot read text: column prompt, byte 0xff at offset 3 of 4"),
    COLD("INVALID_SAMPLING: Cannot sample: temperature, -1.0, must be [0, 100]"),
    NOT_A_NUMBER("INVALID_SAMPLING: Cannot sample: temperature, NaN, must be [0, 100]"),
    NO_TOKENS("INVALID_SAMPLING: Cannot sample: max_new_tokens, 0, must be [1, 16777216]"),
    TOP_P("INVALID_SAMPLING: Cannot sample: top_p, 1.5, must be (0, 1]"),
    GREEDY_SAMPLES("INVALID_SAMPLING: Cannot sample: n, 4, must be 1 when temperature is 0"),
    UNKNOWN_TOKEN("INVALID_SAMPLING: Cannot sample: stop_token_ids, 123456789, must be in [0, ");

    final String error;

    Bad(String error) {
      this.error = error;
    }

    void fill(Group row) {
      switch (this) {
        case NULL -> {}
        case EMPTY -> row.add("prompt", "");
        case TOO_LONG -> row.add("prompt", "one two three four ".repeat(500));
        case NO_UTF8 ->
            row.add("prompt", Binary.fromConstantByteArray(new byte[] {'a', 'b', 'c', -1}));
        case COLD -> sampling(row).add("temperature", -1.0);
        case NOT_A_NUMBER -> sampling(row).add("temperature", Double.NaN);
        case NO_TOKENS -> sampling(row).add("max_new_tokens", 0);
        case TOP_P -> sampling(row).add("top_p", 1.5);
        case GREEDY_SAMPLES -> {
          Group sampling = sampling(row);
          sampling.add("temperature", 0.0);
          sampling.add("n", 4);
        }
        case UNKNOWN_TOKEN ->
            sampling(row).addGroup("stop_token_ids").addGroup("list").add("element", 123_456_789);
      }
    }

    private static Group sampling(Group row) {
      row.add("prompt", "Once");
      return row.addGroup("sampling");
    }
  }

  @BeforeEach
  void writeTheTable() throws IOException {
    input = folder.resolve("prompts.parquet");
    output = folder.resolve("out");
    SimpleGroupFactory groups = new SimpleGroupFactory(COLUMNS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(input)).withType(COLUMNS).build()) {
      for (int i = 0; i < ROWS; i++) {
        Group row = groups.newGroup();
        if (i % 1_000 == 500) {
          Bad bad = Bad.values()[i / 1_000];
          row.add("id", bad.name());
          bad.fill(row);
        } else {
          row.add("id", "row-" + i);
          row.add("prompt", "Once");
        }
        writer.write(row);
      }
    }
  }

  private CommandRun generate(String mostErrors) {
    return CommandRun.generate(
        input,
        output.toString(),
        List.of("--max-error-fraction", mostErrors),
        "sampling.max_new_tokens=1",
        "progress.mode=none");
  }

  @Test
  void eachErrorRowNamesItsCauseAndTheExitCodeFollowsTheLimit() throws IOException {
    String out = generate("0.002").line(); // 13 of 10,003 output rows
    assertThat(out)
        .contains("10,000 in, 10,003 out")
        .contains("INVALID_SAMPLING 9")
        .contains("EMPTY_PROMPT 2");
    Map<String, String> errors = errors();
    assertThat(errors).hasSize(Bad.values().length);
    for (Bad bad : Bad.values()) {
      assertThat(errors.get(bad.name())).startsWith(bad.error);
    }
    assertThat(generate("0.001").code()).isEqualTo(ExitCode.TOO_MANY_ERRORS);
  }

  private Map<String, String> errors() throws IOException {
    Map<String, String> errors = new HashMap<>();
    int rows = 0;
    for (Group row : Completions.groups(output)) {
      rows++;
      boolean failed = row.getFieldRepetitionCount("error") > 0;
      if (failed) {
        Group error = row.getGroup("error", 0);
        String text = error.getString("code", 0) + ": " + error.getString("message", 0);
        errors.put(row.getString("id", 0), text);
      }
      assertThat(failed).isEqualTo(!row.getString("id", 0).startsWith("row-"));
    }
    assertThat(rows).isEqualTo(10_003);
    return errors;
  }
}
