package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.testing.ModelCopies;
import millrace.engine.testing.SharedFiles;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, end to end on the golden tiny model. */
class CommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the golden values hold for. */
  private static final String F32 = "engine.compute=f32";

  @TempDir Path folder;
  private Path model;
  private JsonNode golden;

  @BeforeEach
  void findTheModel() throws IOException {
    model = SharedFiles.require("golden/models/llama/model-f32.gguf");
    Path expected = SharedFiles.require("golden/expected/llama.json");
    golden = JSON.readTree(Files.readString(expected)).get("cases");
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--model", model.toString()));
    return CommandRun.of(all);
  }

  private CommandRun generate(Path input, Path output, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--model", model.toString()));
    return CommandRun.generate(input, output.toString(), options, "sampling.max_new_tokens=4");
  }

  private Path goldenRequests() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (JsonNode example : golden) {
      String ids = example.get("prompt_ids").toString();
      lines.append("{\"id\":").append(lines.length()).append(",\"prompt_token_ids\":").append(ids);
      lines.append(",\"temperature\":0,\"ignore_eos\":true,\"max_new_tokens\":5}\n");
    }
    return Files.writeString(folder.resolve("requests.jsonl"), lines.toString());
  }

  @Test
  void runCompletesRequestsInOrderWithTheGoldenTokens() throws IOException {
    Path out = folder.resolve("results.jsonl");
    String requests = goldenRequests().toString();
    run("run", "--requests", requests, "--out", out.toString(), "--set", F32).line();
    List<String> results = Files.readAllLines(out);
    assertThat(results).hasSameSizeAs(golden);
    for (int i = 0; i < results.size(); i++) {
      JsonNode ids = JSON.readTree(results.get(i)).get("token_ids");
      for (int position = 0; position < 5; position++) {
        assertThat(ids.get(position)).isEqualTo(golden.get(i).get("greedy_ids").get(position));
      }
    }
  }

  @Test
  void scoreSumsTheGoldenLogprobsOfThePrompt() throws IOException {
    String requests = goldenRequests().toString();
    String[] lines = run("score", "--requests", requests, "--set", F32).line().split("\n");
    for (int i = 0; i < lines.length; i++) {
      double expected = 0;
      for (JsonNode logprob : golden.get(i).get("prompt_logprobs")) {
        expected += logprob.asDouble();
      }
      JsonNode score = JSON.readTree(lines[i]);
      assertThat(score.get("log_likelihood").asDouble()).isCloseTo(expected, withinOf(score));
    }
  }

  private static Offset<Double> withinOf(JsonNode score) {
    return Offset.offset(1e-3 * Math.max(1, score.get("tokens").asInt()));
  }

  @Test
  void tokenizeAnswersOneTextAndManyLines() throws IOException {
    String one = run("tokenize", "<|im_end|>", "--special").line();
    assertThat(one).isEqualTo("[2]");
    Path in = folder.resolve("texts.jsonl");
    Path out = folder.resolve("ids.jsonl");
    Files.writeString(
        in,
        """
        {"id": "a", "text": "<|im_end|>", "special": true}
        {"id": 7, "text": 5}
        """);
    run("tokenize", "--requests", in.toString(), "--out", out.toString()).line();
    assertThat(Files.readAllLines(out))
        .containsExactly(
            "{\"id\":\"a\",\"ids\":[2]}",
            "{\"id\":7,\"error\":\"Cannot tokenize: text, 5, must be a string\"}");
  }

  @Test
  void renderAnswersWithTextOrError() throws IOException {
    Path template =
        Files.writeString(
            folder.resolve("t.jinja"),
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
                + "{% if add_generation_prompt %}assistant:{% endif %}{{ strftime_now('%Y') }}");
    Path in = folder.resolve("chats.jsonl");
    Path out = folder.resolve("texts.jsonl");
    Files.writeString(
        in,
        """
        {"id": "a", "messages": [{"role": "user", "content": "Hi {{ 1 }}"}]}
        {"id": "b", "messages": [], "template": "{{ raise_exception('no turns') }}"}
        """);
    run(
            "render",
            "--template",
            template.toString(),
            "--requests",
            in.toString(),
            "--out",
            out.toString(),
            "--set",
            "text.now=2024-07-26T10:20:30")
        .line();
    List<String> lines = Files.readAllLines(out);
    assertThat(JSON.readTree(lines.get(0)).get("text").asText())
        .isEqualTo("user: Hi {{ 1 }}\nassistant:2024");
    assertThat(JSON.readTree(lines.get(1)).get("error").asText()).contains("no turns");
  }

  @Test
  void benchPrintsOneLineWithTheWorkDone() throws IOException {
    Path workload = folder.resolve("w.jsonl");
    Files.writeString(workload, "{\"id\":1,\"prompt\":\"a b c\",\"max_new_tokens\":9}\n");
    JsonNode line =
        JSON.readTree(
            run(
                    "bench",
                    "--requests",
                    workload.toString(),
                    "--threads",
                    "1",
                    "--warm-up",
                    "0",
                    "--set",
                    "engine.backend=scalar")
                .line());
    assertThat(line.get("new_tokens").asInt()).isEqualTo(9);
    assertThat(line.get("prompt_tokens").asInt()).isPositive();
    assertThat(line.get("tokens_per_s").asDouble()).isPositive();
    assertThat(line.get("threads").asInt()).isEqualTo(1);
    assertThat(line.get("compute").asText()).isEqualTo("f32");
    assertThat(line.get("kv_type").asText()).isEqualTo("f32");
    assertThat(line.get("backend").asText()).isEqualTo("scalar");
    assertThat(line.get("prefill_tokens_per_s").asDouble()).isPositive();
    assertThat(line.get("decode_tokens_per_s").asDouble()).isPositive();
    assertThat(line.get("prefill").get("seconds").asDouble()).isPositive();
    assertThat(line.get("decode").get("share").asDouble()).isPositive();
    assertThat(line.get("phases").fieldNames())
        .toIterable()
        .containsExactly(
            "attention", "projections", "lm_head", "sampling", "scheduling", "other", "idle");
    assertThat(line.get("phases").get("projections").get("seconds").asDouble()).isPositive();
    JsonNode roofline = line.get("roofline");
    assertThat(roofline.get("share").asDouble())
        .isCloseTo(
            roofline.get("achieved_gops").asDouble() / roofline.get("gemm_gops").asDouble(),
            Offset.offset(0.01));
  }

  @Test
  void inspectSaysWhatAModelIsAndNeeds() {
    assertThat(run("inspect", "--set", "engine.backend=scalar").line())
        .contains("llama, 3 layers, ")
        .containsPattern("\nsupported +yes\n")
        .containsPattern("\ntokenizer +512 tokens, ")
        .containsPattern("\nchat template +[\\d,]+ characters\n")
        .containsPattern("\nparameters +[\\d,]+\n")
        .containsPattern("\nweights in the file +[\\d.]+ MB, tensors F32 × \\d+\n")
        .containsPattern(
            "\nweights in memory +[\\d.]+ MB on the heap, 0.0 MB outside, as f32, with scalar\n")
        .containsPattern("\nKV cache, 1,000 tokens +[\\d.]+ MB, as f32\n")
        .containsPattern("\nKV cache, one sequence +[\\d.]+ MB for up to 512 tokens\n")
        .contains("token_embd.weight");
  }

  @Test
  void inspectNamesWhatIsNotSupportedAndEndsWithCode2() throws IOException {
    model =
        ModelCopies.renamed(
            model, folder.resolve("m.gguf"), "blk.0.attn_q.weight", "blk.0.attn_z.weight");
    CommandRun result = run("inspect");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out())
        .containsPattern(
            "\nsupported +no\n  Cannot read model: tensor, blk.0.attn_q.weight, missing");
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("millrace: Cannot read model: tensor, blk.0.attn_q.weight, missing in ");
  }

  @Test
  void promptPrintsTheCompletion() {
    CommandRun result = run("prompt", "a b c", "--set", "sampling.max_new_tokens=3");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("new tokens");
  }

  @Test
  void generateSaysWhereTheOutputLiesAndCountsErrorsAgainstTheLimit() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(8));
    prompts.add(Prompt.of("bad", null));
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    Path output = folder.resolve("out");
    CommandRun result = generate(input, output);
    assertThat(result.line()).contains(output.toString()).contains("9 in, 13 out");
    assertThat(result.out()).contains("EMPTY_PROMPT 1").contains("--- row-0");
    assertThat(Completions.rows(output)).hasSize(13);
    assertThat(output.resolve("_SUCCESS")).exists();

    CommandRun strict = generate(input, output, "--max-error-fraction", "0.01");
    assertThat(strict.code()).isEqualTo(3);

    CommandRun other =
        generate(input, output, "--max-error-fraction", "0.01", "--set", "job.seed=5");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("Cannot resume").contains("job.seed: 0 → 5");
  }

  @Test
  void aDryRunTellsWhatTheJobTakesAndWritesNothing() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(8));
    prompts.add(Prompt.of("long", "x ".repeat(5_000)));
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    Path output = folder.resolve("out");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("generate", "--dry-run", "--input", input.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--master", "local[2]"));
    CommandRun result = run(arguments.toArray(new String[0]));
    assertThat(result.line())
        .containsPattern("rows +all 9 looked at, \\d+ tokens a prompt")
        .containsPattern("bad rows +PROMPT_TOO_LONG 1\n")
        .containsPattern(
            "PROMPT_TOO_LONG: Cannot complete row: prompt, \\d+ characters, at least \\d+ tokens")
        .containsPattern("tokens +\\d+ of prompts, at most [\\d,]+ new")
        .containsPattern("heap +[\\d,.]+ MB an executor: weights")
        .containsPattern("time +at most about \\d+ s on 1 engine\\(s\\)")
        .contains("a guess from the speed of the model's matrix products on this machine");
    assertThat(output).doesNotExist();
  }

  @Test
  void aLimitPreviewsTheFirstRows() throws IOException {
    Path input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(40), 2);
    List<String> all = generate(input, "all", "local[2]");
    List<String> preview = generate(input, "preview", "local[2]", "input.limit=5");
    assertThat(preview).isEqualTo(all.subList(0, 7)); // the fourth row has three samples
  }

  @Test
  void aFileDamagedInTheMiddleIsRefusedBeforeAnyGeneration() throws IOException {
    Path input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(40), 2);
    damageFirstPage(input.resolve("prompts-01.parquet"));
    Path output = folder.resolve("out");
    CommandRun result = generate(input, output);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines().filter(line -> line.startsWith("millrace: ")))
        .singleElement()
        .asString()
        .startsWith("millrace: Cannot read prompts: ")
        .contains("prompts-01.parquet");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
    assertThat(output.resolve("_millrace/run.json")).doesNotExist();
  }

  /** The checks before a job read the footer, at the end of the file, which stays whole. */
  private static void damageFirstPage(Path parquet) throws IOException {
    byte[] bytes = Files.readAllBytes(parquet);
    Arrays.fill(bytes, 4, 24, (byte) 0xFF);
    Files.write(parquet, bytes);
  }

  @Test
  void twoExecutorProcessesGiveTheRowsOfOne() throws IOException {
    Path input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(40), 7);
    List<String> one = generate(input, "one", "local[2]");
    List<String> two =
        generate(
            input,
            "two",
            "local-cluster[2,1,1024]",
            "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
            "weights.directory=" + folder.resolve("weights"));
    assertThat(two).isEqualTo(one).hasSize(60);
  }

  @Test
  void oneFileAndSevenGiveTheSameRowsOnTwoThreadsAndOnAll() throws IOException {
    Path one = PromptTables.write(folder.resolve("one-file"), PromptTables.good(40), 1);
    Path seven = PromptTables.write(folder.resolve("seven-files"), PromptTables.good(40), 7);
    List<String> expected = generate(one, "one-two", "local[2]");
    assertThat(expected).hasSize(60);
    assertThat(generate(one, "one-all", "local[*]")).isEqualTo(expected);
    assertThat(generate(seven, "seven-two", "local[2]", "job.unit_rows=3")).isEqualTo(expected);
    assertThat(generate(seven, "seven-all", "local[*]", "engine.threads=1")).isEqualTo(expected);
  }

  /** The rows without what depends on the prefix cache's luck. */
  private List<String> generate(Path input, String name, String master, String... settings)
      throws IOException {
    Path output = folder.resolve(name);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("generate", "--input", input.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--master", master));
    arguments.addAll(List.of("--set", "sampling.max_new_tokens=12"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    CommandRun result = run(arguments.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    return Completions.rows(output).stream()
        .map(row -> row.replaceAll("(?m)^cached_prompt_tokens:.*\n", ""))
        .toList();
  }
}
