package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.testing.ModelCopies;
import millrace.engine.testing.SharedFiles;
import millrace.jobs.testing.PromptTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line refuses: with one line, with code 2, and with nothing written. */
class RefusalsTest {
  @TempDir Path folder;
  private Path model;
  private Path input;

  @BeforeEach
  void makeAJobThatWouldRun() throws IOException {
    model = SharedFiles.require("golden/models/llama/model-f32.gguf");
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(4), 1);
  }

  private Path output() {
    return folder.resolve("out");
  }

  /** A refusal before the job has a plan. */
  private String refusal(String... extra) {
    List<String> lines = lines(extra);
    assertThat(lines).hasSize(1);
    return lines.get(0).strip();
  }

  /** A refusal of a plan that was told before. */
  private String refusalOfPlan(String... extra) {
    List<String> lines = lines(extra);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("4 rows");
    return lines.get(1);
  }

  private List<String> lines(String... extra) {
    List<String> arguments = new ArrayList<>(List.of("generate", "--dry-run"));
    arguments.addAll(Arrays.asList(extra));
    if (!arguments.contains("--output")) {
      arguments.addAll(List.of("--output", output().toString()));
    }
    if (!arguments.contains("--model")) {
      arguments.addAll(List.of("--model", model.toString()));
    }
    if (!arguments.contains("--input")) {
      arguments.addAll(List.of("--input", input.toString()));
    }
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(output()).doesNotExist();
    return run.err().lines().toList();
  }

  @Test
  void anUnknownKey() {
    assertThat(refusal("--set", "sampling.temprature=1"))
        .isEqualTo(
            "millrace: Cannot use setting: sampling.temprature, unknown key, did you mean"
                + " sampling.temperature?, --set");
  }

  @Test
  void anUnknownOption() {
    assertThat(refusal("--imput", "x")).contains("--imput").contains("generate --help");
  }

  @Test
  void aMissingColumn() {
    assertThat(refusal("--set", "input.prompt_column=question"))
        .contains("question")
        .contains("prompts-00.parquet");
  }

  @Test
  void aMissingInput() {
    assertThat(refusal("--input", folder.resolve("nowhere").toString())).contains("nowhere");
  }

  @Test
  void anUnreadableParquetFile() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.parquet"), "PAR1 is not enough");
    assertThat(refusal("--input", file.toString())).contains("broken.parquet");
  }

  @Test
  void aMissingModel() {
    assertThat(refusal("--model", folder.resolve("none.gguf").toString()))
        .contains("none.gguf")
        .contains("no such file");
  }

  @Test
  void aTruncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Path file = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(refusal("--model", file.toString())).contains("cut.gguf");
  }

  @Test
  void aModelThatLacksATensor() throws IOException {
    Path file =
        ModelCopies.renamed(
            model, folder.resolve("lacks.gguf"), "blk.2.attn_v.weight", "blk.2.attn_u.weight");
    assertThat(refusal("--model", file.toString()))
        .contains("tensor, blk.2.attn_v.weight, missing in")
        .contains("lacks.gguf");
  }

  @Test
  void aForeignModel() throws IOException {
    Path file = Files.writeString(folder.resolve("foreign.gguf"), "no model at all");
    assertThat(refusal("--model", file.toString())).contains("foreign.gguf");
  }

  @Test
  void tooLittleMemoryForASequence() {
    assertThat(refusalOfPlan("--set", "engine.kv_cache_bytes=50000"))
        .contains("KV cache, 50,000 bytes, one sequence of 512 tokens needs");
  }

  @Test
  void tooLittleMemoryForAStep() {
    assertThat(refusalOfPlan("--model", "embedded", "--set", "engine.step_tokens=1048576"))
        .contains("Cannot open the model on an executor: the heap")
        .contains("workspace")
        .contains("engine.step_tokens");
  }

  @Test
  void executorsWithTooLittleMemoryForTheModel() {
    assertThat(
            refusalOfPlan(
                "--model", "embedded",
                "--set", "engine.backend=vector",
                "--set", "spark.executor.memory=10m",
                "--master", "spark://nowhere:7077"))
        .contains("Cannot open the model on an executor: spark.executor.memory, 10 MB, needs")
        .containsPattern("Spark 3\\d\\d MB");
  }

  @Test
  void aNameThatNoModelOfTheHubCanHave() {
    assertThat(refusal("--model", "hf:NAME")).contains("hf:NAME").contains("hf:OWNER/NAME");
  }

  @Test
  void anOutputFolderThatHoldsSomethingElse() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("notes.txt"), "mine");
    assertThat(refusal("--output", mine.toString())).contains("mine").contains("no Millrace run");
  }

  @Test
  void anOutputFolderBelowAFile() throws IOException {
    Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThat(refusal("--output", mine.resolve("out").toString()))
        .contains("notes.txt is a file, expected a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--input", "--output"})
  void aFileSystemWhoseJarIsMissing(String option) {
    assertThat(refusal(option, "s3a://bucket/table")).contains("s3a").contains("not found");
  }

  @Test
  void aMasterThatSparkDoesNotKnow() {
    assertThat(refusal("--master", "mesos://host"))
        .contains("job.master, mesos://host, must be local, local[N], ");
  }

  @Test
  void aWrongTypeOfColumn() {
    assertThat(refusal("--set", "input.prompt_column=sampling"))
        .contains("column sampling")
        .contains("expected a string")
        .contains("prompts-00.parquet");
  }

  @Test
  void conversationsForAModelWithoutATemplate() throws IOException {
    Path bare = ModelCopies.directory("llama", folder.resolve("bare"));
    Path chats = PromptTables.writeConversations(folder.resolve("chats"), 3);
    assertThat(refusal("--model", bare.toString(), "--input", chats.toString()))
        .contains("Cannot render conversations: column messages, the model has no chat template");
  }

  @Test
  void aTemplateThatReachesForWhatIsPrivate() throws IOException {
    Path hostile = ModelCopies.directory("llama", folder.resolve("hostile"));
    Files.writeString(hostile.resolve("chat_template.jinja"), "{{ ''.__class__ }}");
    assertThat(refusal("--model", hostile.toString()))
        .contains("Cannot compile chat template: ")
        .contains("__class__");
  }
}
