package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.jobs.testing.PythonEnvironment;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The recipe that ships with the project, as the README has it, on the embedded model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TalesRecipeTest {
  private static final Path RECIPE = Path.of("..", "conf", "recipes", "tales.yaml");

  @TempDir static Path folder;
  private Path output;
  private String printed;
  private JsonNode summary;

  private static CommandRun synthesize(Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("synthesize", "--recipe", RECIPE.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--set", "progress.mode=none"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments);
  }

  @BeforeAll
  void run() throws IOException {
    output = folder.resolve("out");
    CommandRun said = synthesize(output);
    assertThat(said.code()).as(said.err()).isZero();
    printed = said.out();
    summary = new ObjectMapper().readTree(output.resolve("_millrace/run.json").toFile());
  }

  private long rows(String split) {
    return summary.get("splits").get(split).asLong();
  }

  @Test
  void theCardSaysWhereRowsWereLost() throws IOException {
    String card = Files.readString(output.resolve("README.md"));
    assertThat(card).contains("| tale | dropped: null in column thing | −3 |");
    assertThat(printed).contains("−3 null in column thing");
    Matcher line =
        Pattern.compile(
                "\\| (tale|answer|dataset) \\| (in|candidates|dropped.*|out) \\| −?([\\d,]+) \\|")
            .matcher(card);
    long left = 0;
    int drops = 0;
    while (line.find()) {
      long count = Long.parseLong(line.group(3).replace(",", ""));
      if (line.group(2).equals("out")) {
        assertThat(count).as(line.group(1)).isEqualTo(left).isPositive();
      } else if (line.group(2).startsWith("dropped")) {
        left -= count;
        drops++;
      } else {
        left = count;
      }
    }
    assertThat(drops).isGreaterThan(4);
    assertThat(left).isEqualTo(rows("train") + rows("test"));
    assertThat(card)
        .contains("| train | " + rows("train") + " |")
        .contains("| test | " + rows("test") + " |")
        .contains(summary.get("stages").get(0).get("model_sha256").asText())
        .contains("license: \"apache-2.0\"")
        .contains("Licence of the model: apache-2.0")
        .contains("temperature = 0.8");
  }

  @Test
  void pandasAndHuggingFaceDatasetsReadIt() throws IOException {
    String found = PythonEnvironment.require().run("check_dataset.py", output);
    JsonNode python = new ObjectMapper().readTree(found);
    for (String split : List.of("train", "test")) {
      assertThat(python.get(split).get("rows").asLong()).isEqualTo(rows(split)).isPositive();
      assertThat(python.get(split).get("columns").toString())
          .isEqualTo("[\"id\",\"seed_id\",\"hero\",\"animal\",\"thing\",\"tale\",\"answer\"]");
      JsonNode chat = python.get(split).get("chat");
      assertThat(chat.findValuesAsText("role"))
          .containsExactly("system", "user", "assistant", "user", "assistant");
      assertThat(chat.get(4).get("content").asText()).startsWith("It is about ");
    }
  }

  @Test
  void sparkReadsIt() {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .getOrCreate();
    try {
      Dataset<Row> train = spark.read().parquet(output.resolve("data/train").toString());
      assertThat(train.count()).isEqualTo(rows("train"));
      assertThat(train.where("length(tale) < 100 or answer not like 'It is about %'").count())
          .isZero();
      Dataset<Row> chat = spark.read().json(output.resolve("chat/train.jsonl").toString());
      assertThat(chat.where("size(messages) = 5").count()).isEqualTo(rows("train"));
    } finally {
      spark.stop();
    }
  }

  @Test
  void theSameCommandAgainDoesNothingAndADryRunTellsThePlan() throws IOException {
    var before = Files.getLastModifiedTime(output.resolve("README.md"));
    CommandRun again = synthesize(output);
    assertThat(again.code()).isZero();
    assertThat(again.out()).isEqualTo(printed);
    assertThat(Files.getLastModifiedTime(output.resolve("README.md"))).isEqualTo(before);

    Path unwritten = folder.resolve("unwritten");
    CommandRun dry = synthesize(unwritten, "--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out().toLowerCase(Locale.ROOT))
        .containsPattern("seed +48 rows")
        .containsPattern("stage tale +at most 48 rows × 3 candidates, 5 filter\\(s\\), keep all")
        .containsPattern("stage answer +at most 144 rows × 3 candidates")
        .containsPattern("dataset +at most 144 rows");
    assertThat(unwritten).doesNotExist();
  }

  @Test
  void badUsageEndsWithCode2() {
    CommandRun refused = synthesize(output, "--set", "job.seed=9");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("Cannot resume").contains("job.seed: 0 → 9");
  }
}
