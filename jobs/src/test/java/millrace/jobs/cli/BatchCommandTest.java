package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PythonEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch file of OpenAI's API on the embedded model, end to end. */
class BatchCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path input;

  @BeforeEach
  void writeRequests() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(chat("chat-" + i, "Tell tale " + i, "'max_tokens':12"));
      lines.add(completion("text-" + i, "'Once upon a time " + i + "'", "'n':2,'max_tokens':5"));
    }
    lines.add(chat("short", "Hello", "'temperature':0,'max_completion_tokens':3,'logprobs':true"));
    lines.add(chat("top", "Hello", "'max_tokens':3,'logprobs':true,'top_logprobs':2"));
    lines.add("{oops");
    lines.add(completion("many", "['The sea','A bird','The sea']", "'max_tokens':4,'n':2"));
    lines.add(completion("ids", "[[40,41,42],[50]]", "'max_tokens':4,'logprobs':2"));
    lines.add(completion("default", "'The sea'", "'ignore_eos':true"));
    lines.add(chat("short", "again", "'seed':1"));
    lines.add(chat("tools", "x", "'tools':[{'type':'function'}]"));
    lines.add(completion("unknown-token", "[99999999]", "'seed':1"));
    lines.add(completion("stopped", "'Once upon a time'", "'max_tokens':64,'stop':[' ']"));
    input = folder.resolve("requests.jsonl");
    Files.writeString(input, String.join("\n", lines).replace('\'', '"') + "\n");
    Files.write(
        input, new byte[] {'{', '"', (byte) 0xFF, '"', '}', '\n'}, StandardOpenOption.APPEND);
  }

  private static String chat(String id, String content, String more) {
    return line(
        id,
        "/v1/chat/completions",
        "'messages':[{'role':'user','content':'%s'}],%s".formatted(content, more));
  }

  private static String completion(String id, String prompt, String more) {
    return line(id, "/v1/completions", "'prompt':%s,%s".formatted(prompt, more));
  }

  private static String line(String id, String url, String body) {
    return "{'custom_id':'%s','method':'POST','url':'%s','body':{'model':'gpt','top_k':null,%s}}"
        .formatted(id, url, body);
  }

  private CommandRun batch(Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("batch", "--input", input.toString(), "--output", output.toString()));
    all.addAll(List.of("--master", "local[2]", "--set", "progress.mode=none"));
    all.addAll(List.of("--set", "job.unit_rows=5"));
    all.addAll(Arrays.asList(more));
    return CommandRun.of(all);
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> customIds(List<JsonNode> lines) {
    return lines.stream().map(line -> line.get("custom_id").asText(null)).toList();
  }

  private static JsonNode body(List<JsonNode> lines, String customId) {
    return lines.stream()
        .filter(line -> line.get("custom_id").asText().equals(customId))
        .findFirst()
        .orElseThrow()
        .at("/response/body");
  }

  @Test
  void answersStandInTheOrderOfTheRequestsAndErrorsBesideThem() throws Exception {
    Path output = folder.resolve("out");
    CommandRun result = batch(output);
    assertThat(result.code()).as(result.err()).isZero();

    List<JsonNode> answers = read(output.resolve("output.jsonl"));
    assertThat(customIds(answers))
        .startsWith("chat-0", "text-0", "chat-1", "text-1")
        .endsWith("short", "top", "many", "ids", "default", "stopped")
        .hasSize(30);
    List<JsonNode> errors = read(output.resolve("errors.jsonl"));
    assertThat(customIds(errors)).containsExactly(null, "short", "tools", "unknown-token", null);
    assertThat(errors.stream().map(error -> error.at("/error/code").asText()))
        .containsExactly(
            "invalid_json_line",
            "duplicate_custom_id",
            "unsupported_parameter",
            "invalid_token",
            "invalid_json_line");
    assertThat(errors.stream().map(error -> error.at("/error/line").asLong()))
        .containsExactly(27L, 31L, 32L, 33L, 35L);
    assertThat(result.out()).contains("30 answers", "4 requests refused, 1 failed");

    checkBodies(answers);
    PythonEnvironment.require().run("tests/openai_types.py", output);
  }

  private static void checkBodies(List<JsonNode> answers) {
    assertThat(body(answers, "text-0").get("choices")).hasSize(2);
    assertThat(body(answers, "default").at("/usage/completion_tokens").asInt()).isEqualTo(16);
    assertThat(body(answers, "default").at("/choices/0/finish_reason").asText())
        .isEqualTo("length");
    assertThat(body(answers, "stopped").at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(body(answers, "short").at("/usage/completion_tokens").asInt()).isEqualTo(3);
    assertThat(body(answers, "short").at("/choices/0/logprobs/content")).hasSize(3);
    assertThat(body(answers, "top").at("/choices/0/logprobs/content/0/top_logprobs")).hasSize(2);
    assertThat(body(answers, "chat-0").at("/choices/0/logprobs").isNull()).isTrue();
    JsonNode many = body(answers, "many");
    assertThat(many.get("choices")).hasSize(6);
    assertThat(many.at("/choices/5/index").asInt()).isEqualTo(5);
    assertThat(many.at("/choices/0/text")).isNotEqualTo(many.at("/choices/4/text"));
    assertThat(body(answers, "ids").at("/choices/1/logprobs/tokens")).hasSize(4);
    assertThat(body(answers, "ids").at("/usage/prompt_tokens").asInt()).isEqualTo(4);
    assertThat(body(answers, "ids").get("model").asText()).isEqualTo("embedded");
  }

  @Test
  void anInterruptedBatchGoesOnAndGivesTheSameFiles() throws IOException {
    Path output = folder.resolve("out");
    assertThat(batch(output).code()).isZero();
    String answers = Files.readString(output.resolve("output.jsonl"));
    String errors = Files.readString(output.resolve("errors.jsonl"));

    Path chats = output.resolve("_millrace/chat/completions");
    Files.delete(chats.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(chats).get(1));
    Files.delete(output.resolve("output.jsonl"));
    CommandRun resumed = batch(output);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(Files.readString(output.resolve("output.jsonl"))).isEqualTo(answers);
    assertThat(Files.readString(output.resolve("errors.jsonl"))).isEqualTo(errors);
    assertThat(batch(output).out()).contains("nothing was left to generate");

    Files.writeString(input, line("new", "/v1/completions", "'prompt':'x'").replace('\'', '"'));
    CommandRun other = batch(output);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("Cannot resume", "other requests than", "--overwrite");
    assertThat(batch(output, "--overwrite").code()).isZero();
    assertThat(customIds(read(output.resolve("output.jsonl")))).containsExactly("new");
  }

  @Test
  void aFileWithoutARequestGivesErrorsAlone() throws IOException {
    Files.writeString(input, "no\n[]\n");
    Path output = folder.resolve("out");
    CommandRun result = batch(output, "--max-error-fraction", "0.5");
    assertThat(result.code()).isEqualTo(3);
    assertThat(output.resolve("output.jsonl")).isEmptyFile();
    assertThat(read(output.resolve("errors.jsonl"))).hasSize(2);
  }

  @Test
  void refusesAFolderOfSomethingElseAndAMissingInput() throws IOException {
    Path output = Files.createDirectories(folder.resolve("out"));
    Path mine = Files.writeString(output.resolve("mine.txt"), "x");
    CommandRun taken = batch(output, "--overwrite");
    assertThat(taken.code()).isEqualTo(2);
    assertThat(taken.err()).startsWith("millrace: Cannot write output: ").contains("no batch");
    assertThat(mine).exists();
    input = folder.resolve("none.jsonl");
    CommandRun missing = batch(folder.resolve("other"));
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).startsWith("millrace: Cannot read requests: file, not readable");
  }
}
