package millrace.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.FakeEngines;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.TestJob;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class GenerationTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final List<String> COMPLETION_COLUMNS =
      List.of(
          "id",
          "sample_index",
          "completion",
          "prompt_tokens",
          "completion_tokens",
          "cached_prompt_tokens",
          "stop_reason",
          "stop_match",
          "cumulative_logprob",
          "seed",
          "generate_ms",
          "error");

  @TempDir Path folder;
  private SparkSession session;
  private Generation generation;

  @BeforeEach
  void openASession() throws IOException {
    session = SparkSession.builder().sparkContext(SPARK.spark().sc()).getOrCreate();
    session.conf().set("spark.sql.shuffle.partitions", "2");
    generation =
        Generation.of(new TestJob(folder).model().toString())
            .with(new CountingEngines(new FakeEngines("")))
            .set("progress.mode", "none")
            .set("job.unit_rows", 4);
  }

  /** So many rows of key, text and topic, in three partitions. */
  private Dataset<Row> prompts(int rows) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      all.add(RowFactory.create("key-" + i, "Tell tale " + i, "topic " + i));
    }
    StructType columns = StructType.fromDDL("key STRING, text STRING, topic STRING");
    return session.createDataFrame(all, columns).repartitionByRange(3, functions.col("key"));
  }

  private static List<Row> sorted(Dataset<Row> completions) {
    return completions.drop("generate_ms").sort("id", "sample_index").collectAsList();
  }

  @Test
  void twoActionsRunInferenceOnce() {
    long before = CountingEngines.requests();
    Dataset<Row> completions =
        generation.prompt("text").id("key").sampling(Map.of("n", 2)).apply(prompts(10));
    assertThat(completions.count()).isEqualTo(20);
    assertThat(completions.filter("error is null").count()).isEqualTo(20);
    assertThat(sorted(completions)).hasSize(20);
    assertThat(CountingEngines.requests() - before).isEqualTo(10);
  }

  @Test
  void theColumnsAreThoseOfTheCompletionTableAndTheOthersPassedThrough() {
    Dataset<Row> all = generation.prompt("text").id("key").apply(prompts(3));
    List<String> expected = new ArrayList<>(COMPLETION_COLUMNS);
    expected.add("topic");
    assertThat(all.columns()).containsExactlyElementsOf(expected);
    Row first = all.sort("id").first();
    assertThat(first.<String>getAs("id")).isEqualTo("key-0");
    assertThat(first.<String>getAs("topic")).isEqualTo("topic 0");
    assertThat(generation.prompt("text").id("key").keep().apply(prompts(3)).columns())
        .containsExactlyElementsOf(COMPLETION_COLUMNS);
  }

  @Test
  void withoutIdsRowsAreNumberedHoweverTheyArePartitioned() {
    Dataset<Row> prompts = prompts(10).sort("key");
    List<Row> rows = sorted(generation.prompt("text").apply(prompts));
    assertThat(rows.stream().map(row -> row.<Long>getAs("id")))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(rows.get(4).<String>getAs("key")).isEqualTo("key-4");
    assertThat(sorted(generation.prompt("text").apply(prompts.coalesce(1)))).isEqualTo(rows);
  }

  @Test
  void aNamedFolderIsGoneOnWith() throws IOException {
    Generation named = generation.prompt("text").id("key").output(folder.resolve("out").toString());
    List<Row> rows = sorted(named.apply(prompts(10)));
    Path completions = folder.resolve("out/completions");
    Files.delete(completions.resolve("_SUCCESS"));
    Files.delete(Completions.dataFiles(completions).get(0));

    long before = CountingEngines.requests();
    assertThat(sorted(named.apply(prompts(10).repartition(2)))).isEqualTo(rows);
    assertThat(CountingEngines.requests() - before).isBetween(1L, 4L);

    assertThatThrownBy(() -> named.apply(prompts(11)))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("Cannot resume: .*/out, its generation had other prompts, .*");
    assertThatThrownBy(() -> named.set("sampling.temperature", 0.5).apply(prompts(10)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sampling.temperature");
    assertThat(named.overwrite().apply(prompts(11)).count()).isEqualTo(11);
  }

  @Test
  void scalasCollectionsAreTakenToo() {
    scala.collection.Map<String, Object> sampling =
        CollectionConverters.asScala(
            Map.of("max_new_tokens", 1, "stop", CollectionConverters.asScala(List.of("x", "y"))));
    Dataset<Row> rows = generation.prompt("text").sampling(sampling).apply(prompts(2));
    assertThat(rows.select("completion_tokens").distinct().collectAsList())
        .containsExactly(RowFactory.create(1));
  }

  @Test
  void anEmptyDataFrameGivesAnEmptyOne() {
    Dataset<Row> rows = generation.prompt("text").id("key").apply(prompts(0));
    assertThat(rows.count()).isZero();
    assertThat(rows.columns()).startsWith(COMPLETION_COLUMNS.toArray(new String[0]));
  }

  @Test
  void theCallersJobGroupStays() {
    SPARK.spark().setJobGroup("mine", "my work");
    generation.prompt("text").apply(prompts(2));
    assertThat(SPARK.spark().getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
    SPARK.spark().clearJobGroup();
  }

  @Test
  void wrongArgumentsAreRefusedByName() {
    refused(generation, "column prompt, missing");
    refused(generation.prompt("nothing"), "column nothing, missing");
    refused(generation.prompt("text").id("nothing"), "column nothing, missing");
    refused(generation.prompt("text").keep("nothing"), "column nothing, missing");
    refused(generation.prompt("text").set("sampling.top_p", 7), "sampling.top_p, 7.0, must be");
    refused(generation.prompt("text").set("engine.computer", 1), "did you mean engine.compute?");
    refused(generation.prompt("text").set("spark.cores.max", 1), "spark.cores.max");
    refused(generation.prompt("text").output(folder.toString()), "expected an empty or new folder");
    refused(Generation.of("/nowhere.gguf").prompt("text"), "/nowhere.gguf, no such file");
  }

  private void refused(Generation wrong, String words) {
    assertThatThrownBy(() -> wrong.apply(prompts(2)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words);
  }

  @Test
  void conversationsOfMapsAndTokenIdsAreRecognisedByTheirType() {
    String messages = "array(map('role', 'user', 'content', text))";
    Dataset<Row> maps = prompts(2).selectExpr(messages + " as talk", "key as id");
    assertThatThrownBy(() -> generation.prompt("talk").apply(maps))
        .hasMessageContaining("no chat template"); // the fake model has none: they were recognised
    Dataset<Row> ids = prompts(2).selectExpr("array(1, 2) as ids", "key as id");
    assertThat(PromptFrame.of(ids, prompt("ids")).columns())
        .isEqualTo(new String[] {"id", "prompt_token_ids"});
    assertThat(Arrays.asList(PromptFrame.of(maps, prompt("talk")).columns()))
        .containsExactly("id", "messages");
  }

  private static Generation.Columns prompt(String column) {
    return new Generation.Columns(column, null, null);
  }
}
