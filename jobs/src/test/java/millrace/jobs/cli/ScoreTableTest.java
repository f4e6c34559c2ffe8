package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.testing.SharedFiles;
import millrace.jobs.testing.Completions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code score --input}: the scores of a table's prompts, on the golden tiny model. */
class ScoreTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final MessageType TOKEN_IDS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required int64 id;
            optional group prompt_token_ids (LIST) {
              repeated group list { required int32 element; }
            }
            optional group sampling {
              optional double temperature;
              optional int32 n;
              optional int32 max_new_tokens;
            }
            required binary topic (STRING);
          }
          """);

  private static final MessageType ANSWERS =
      MessageTypeParser.parseMessageType(
          """
          message prompts {
            required int64 id;
            required binary prompt (STRING);
            optional binary answer (STRING);
          }
          """);

  @TempDir Path folder;
  private Path model;
  private JsonNode golden;

  @BeforeEach
  void findTheModel() throws IOException {
    model = SharedFiles.require("golden/models/llama/model-f32.gguf");
    Path expected = SharedFiles.require("golden/expected/llama.json");
    golden = JSON.readTree(Files.readString(expected)).get("cases");
  }

  private CommandRun score(Path input, Path output, String... more) {
    List<String> all = new ArrayList<>(List.of("score", "--model", model.toString()));
    all.addAll(List.of("--input", input.toString(), "--output", output.toString()));
    all.addAll(List.of("--master", "local[2]", "--set", "engine.compute=f32"));
    all.addAll(List.of("--set", "progress.mode=none"));
    all.addAll(Arrays.asList(more));
    return CommandRun.of(all);
  }

  private Path goldenTable() throws IOException {
    Path file = folder.resolve("prompts.parquet");
    SimpleGroupFactory groups = new SimpleGroupFactory(TOKEN_IDS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(TOKEN_IDS).build()) {
      for (int i = 0; i <= golden.size() + 1; i++) {
        Group row = groups.newGroup();
        row.add("id", (long) i);
        if (i < golden.size()) {
          Group ids = row.addGroup("prompt_token_ids");
          golden.get(i).get("prompt_ids").forEach(id -> ids.addGroup("list").add(0, id.asInt()));
          Group sampling = row.addGroup("sampling");
          sampling.add("temperature", 0.5);
          sampling.add("n", 3);
          sampling.add("max_new_tokens", 50);
        } else if (i == golden.size()) {
          row.addGroup("prompt_token_ids").addGroup("list").add(0, 99_999);
        }
        row.add("topic", "topic " + i);
        writer.write(row);
      }
    }
    return file;
  }

  @Test
  void writesTheGoldenLogprobsOfEachPromptAndErrorRows() throws IOException {
    Path output = folder.resolve("out");
    CommandRun result = score(goldenTable(), output);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("6 in, 6 out");
    List<Group> rows = Completions.groups(output);
    assertThat(rows).hasSize(golden.size() + 2);
    assertThat(rows.get(0).getType().getFields())
        .extracting(org.apache.parquet.schema.Type::getName)
        .containsExactly(
            "id",
            "prompt_tokens",
            "tokens",
            "log_likelihood",
            "perplexity",
            "mean_entropy",
            "error",
            "topic");
    for (int i = 0; i < golden.size(); i++) {
      assertScored(rows.get(i), golden.get(i).get("prompt_logprobs"));
      assertThat(rows.get(i).getLong("id", 0)).isEqualTo(i);
      assertThat(rows.get(i).getString("topic", 0)).isEqualTo("topic " + i);
    }
    for (int i = golden.size(); i < rows.size(); i++) {
      Group row = rows.get(i);
      assertThat(row.getGroup("error", 0).getString("code", 0))
          .isEqualTo(i == golden.size() ? "INVALID_TOKEN" : "EMPTY_PROMPT");
      assertThat(row.getInteger("tokens", 0)).isZero();
      for (String empty : List.of("log_likelihood", "perplexity", "mean_entropy")) {
        assertThat(row.getFieldRepetitionCount(empty)).as(empty).isZero();
      }
    }
  }

  private static void assertScored(Group row, JsonNode logprobs) {
    double expected = 0;
    for (JsonNode logprob : logprobs) {
      expected += logprob.asDouble();
    }
    int tokens = logprobs.size();
    assertThat(row.getInteger("tokens", 0)).isEqualTo(tokens);
    assertThat(row.getInteger("prompt_tokens", 0)).isEqualTo(tokens + 1);
    assertThat(row.getFieldRepetitionCount("error")).isZero();
    double logLikelihood = row.getDouble("log_likelihood", 0);
    assertThat(logLikelihood).isCloseTo(expected, within(1e-3 * Math.max(1, tokens)));
    if (tokens == 0) {
      assertThat(row.getFieldRepetitionCount("perplexity")).isZero();
      assertThat(row.getFieldRepetitionCount("mean_entropy")).isZero();
    } else {
      assertThat(row.getDouble("perplexity", 0))
          .isCloseTo(Math.exp(-logLikelihood / tokens), within(1e-9));
      assertThat(row.getDouble("mean_entropy", 0)).isBetween(0.0, Math.log(512));
    }
  }

  @Test
  void aRunIsResumedRetriedAndRefusedLikeAnyOther() throws IOException {
    Path input = goldenTable();
    Path output = folder.resolve("out");
    String[] small = {"--set", "job.unit_rows=2"};
    assertThat(score(input, output, small).code()).isZero();
    List<String> rows = Completions.rows(output);
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(output).get(0));
    assertThat(score(input, output, small).code()).isZero();
    assertThat(Completions.rows(output)).isEqualTo(rows);

    List<String> retry = new ArrayList<>(List.of(small));
    retry.add("--retry-errors");
    CommandRun retried = score(input, output, retry.toArray(new String[0]));
    assertThat(retried.code()).as(retried.err()).isZero();
    assertThat(retried.out()).contains("EMPTY_PROMPT 1");
    assertThat(Completions.rows(output)).isEqualTo(rows);

    CommandRun other = score(input, output, "--set", "engine.context=200", small[0], small[1]);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("Cannot resume").contains("engine.context: 0 → 200");
  }

  private Path table(String name, String prompt, List<String> answers) throws IOException {
    Path file = folder.resolve(name);
    SimpleGroupFactory groups = new SimpleGroupFactory(ANSWERS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(ANSWERS).build()) {
      for (int i = 0; i < answers.size(); i++) {
        Group row = groups.newGroup();
        row.add("id", (long) i);
        row.add("prompt", prompt);
        if (answers.get(i) != null) {
          row.add("answer", answers.get(i));
        }
        writer.write(row);
      }
    }
    return file;
  }

  /** Of one text, as prompt of a table of its own. */
  private Group scoreOf(String text) throws IOException {
    Path output = folder.resolve("out-" + text.hashCode());
    Path input = table("one-" + text.hashCode() + ".parquet", text, List.of(""));
    CommandRun result = score(input, output);
    assertThat(result.code()).as(result.err()).isZero();
    return Completions.groups(output).get(0);
  }

  @Test
  void anAnswerIsScoredAlone() throws IOException {
    String prompt = "The quick brown fox jumps over the lazy dog and";
    List<String> answers = Arrays.asList(" the cat", " a wolf, too", null, "");
    Path output = folder.resolve("out");
    Path input = table("answers.parquet", prompt, answers);
    CommandRun result = score(input, output, "--completion-column", "answer");
    assertThat(result.code()).as(result.err()).isZero();
    List<Group> rows = Completions.groups(output);
    assertThat(rows).hasSize(4);
    Group alone = scoreOf(prompt);
    for (int i = 0; i < 2; i++) {
      Group whole = scoreOf(prompt + answers.get(i));
      Group row = rows.get(i);
      assertThat(row.getString("answer", 0)).isEqualTo(answers.get(i));
      assertThat(row.getInteger("tokens", 0))
          .isEqualTo(whole.getInteger("tokens", 0) - alone.getInteger("tokens", 0))
          .isPositive();
      assertThat(row.getDouble("log_likelihood", 0))
          .isCloseTo(
              whole.getDouble("log_likelihood", 0) - alone.getDouble("log_likelihood", 0),
              within(1e-4));
    }
    for (int i = 2; i < 4; i++) {
      Group error = rows.get(i).getGroup("error", 0);
      assertThat(error.getString("code", 0)).isEqualTo("EMPTY_PROMPT");
      assertThat(error.getString("message", 0)).startsWith("Cannot complete: column answer, ");
    }
  }

  @Test
  void generateWritesTheEntropyOfItsTokensOnRequest() throws IOException {
    Path output = folder.resolve("out");
    List<String> arguments = new ArrayList<>(List.of("generate", "--model", model.toString()));
    arguments.addAll(List.of("--input", goldenTable().toString(), "--output", output.toString()));
    arguments.addAll(List.of("--master", "local[2]", "--set", "progress.mode=none"));
    arguments.addAll(List.of("--set", "sampling.entropy=true"));
    arguments.addAll(List.of("--set", "output.mean_entropy=true"));
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    List<Group> rows = Completions.groups(output);
    assertThat(rows).hasSize(3 * golden.size() + 2);
    for (Group row : rows) {
      boolean failed = row.getFieldRepetitionCount("error") > 0;
      assertThat(row.getFieldRepetitionCount("mean_entropy")).isEqualTo(failed ? 0 : 1);
      if (!failed) {
        assertThat(row.getDouble("mean_entropy", 0)).isBetween(0.1, Math.log(512));
      }
    }
  }

  @Test
  void whatScoresHaveNoUseForIsRefused() throws IOException {
    Path input = goldenTable();
    Path output = folder.resolve("out");
    CommandRun column = score(input, output, "--completion-column", "answr");
    assertThat(column.code()).isEqualTo(2);
    assertThat(column.err())
        .contains("column answr, missing, it is configured as the completion column");
    CommandRun ids = score(input, output, "--set", "output.token_ids=true");
    assertThat(ids.code()).isEqualTo(2);
    assertThat(ids.err()).contains("output.token_ids, true, must be false, scores have no such");
    assertThat(output).doesNotExist();
  }
}
