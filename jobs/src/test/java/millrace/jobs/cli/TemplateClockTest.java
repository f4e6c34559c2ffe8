package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import millrace.engine.testing.ModelCopies;
import millrace.jobs.config.Settings;
import millrace.jobs.models.ModelEngines;
import millrace.jobs.progress.ProgressDisplay;
import millrace.jobs.progress.ProgressSource;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.TestJob;
import millrace.jobs.weights.ModelFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chat template that prints the date: whose date that is. */
class TemplateClockTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock MONDAY = at("2024-07-22T23:59:59Z");
  private static final Clock TUESDAY = at("2024-07-23T00:10:00Z");

  @TempDir Path folder;
  private Path model;

  private static Clock at(String time) {
    return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
  }

  @BeforeEach
  void makeAModelWhoseTemplatePrintsTheDate() throws IOException {
    model = ModelCopies.directory("llama", folder.resolve("dated"));
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{{ strftime_now('%Y-%m-%d') }} {{ messages[0].content }}");
  }

  @Test
  void aRunResumedOnAnotherDayGoesOnWithTheDateItBeganWith() throws IOException {
    Path input = PromptTables.writeConversations(folder.resolve("input"), 25);
    generate(input, "undisturbed", MONDAY);
    generate(input, "resumed", MONDAY);
    Path resumed = folder.resolve("resumed");
    Files.delete(resumed.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(resumed).get(1));

    generate(input, "resumed", TUESDAY);
    generate(input, "other", TUESDAY);

    assertThat(rows("resumed")).isEqualTo(rows("undisturbed")).hasSize(25);
    assertThat(rows("other")).hasSize(25).doesNotContainAnyElementsOf(rows("undisturbed"));
    assertThat(Files.readString(resumed.resolve("_millrace/job.json")))
        .contains("\"text.now\" : \"2024-07-22T23:59:59\"");
    assertThat(Files.readString(resumed.resolve("_millrace/run.json")))
        .contains("\"text.now\" : \"2024-07-22T23:59:59\"");
  }

  private List<String> rows(String name) throws IOException {
    return Completions.rows(folder.resolve(name)).stream()
        .map(row -> row.replaceAll("(?m)^cached_prompt_tokens:.*\n", ""))
        .toList();
  }

  private void generate(Path input, String output, Clock clock) throws IOException {
    Settings settings = TestJob.settings("sampling.max_new_tokens=12");
    SparkConf conf = SparkSetup.conf(settings).setMaster("local[2]");
    var job =
        Preflight.check(
            settings,
            ModelFiles.at(model),
            input.toString(),
            folder.resolve(output).toString(),
            Preflight.Existing.RESUME,
            ModelEngines.INSTANCE,
            new Configuration(),
            clock);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      GenerateJob.run(spark, job, ModelEngines.INSTANCE, TemplateClockTest::showNothing);
    }
  }

  private static ProgressDisplay showNothing(ProgressDisplay.Extent extent, ProgressSource source) {
    return ProgressDisplay.start(
        ProgressDisplay.Mode.NONE, Duration.ofSeconds(1), extent, source, System.err);
  }

  @Test
  void runTakesTheDateOfTheSetting() throws IOException {
    String rendered = "2024-07-26 Hello there";
    String ids = command("tokenize", rendered, "--special").strip();
    String settings = "\"max_new_tokens\": 8, \"temperature\": 0}";
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            "{\"id\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"Hello there\"}], "
                + settings
                + "\n{\"id\": 2, \"prompt_token_ids\": "
                + ids
                + ", "
                + settings
                + "\n");
    Path out = folder.resolve("results.jsonl");
    command(
        "run",
        "--requests",
        requests.toString(),
        "--out",
        out.toString(),
        "--set",
        "text.now=2024-07-26T10:20:30");
    List<String> results = Files.readAllLines(out);
    JsonNode conversation = JSON.readTree(results.get(0));
    JsonNode expected = JSON.readTree(results.get(1));
    assertThat(conversation.get("token_ids")).isEqualTo(expected.get("token_ids")).isNotEmpty();
    assertThat(conversation.get("prompt_tokens")).isEqualTo(expected.get("prompt_tokens"));
  }

  private String command(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--model";
    all[arguments.length + 1] = model.toString();
    CommandRun run = CommandRun.of(all);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }
}
