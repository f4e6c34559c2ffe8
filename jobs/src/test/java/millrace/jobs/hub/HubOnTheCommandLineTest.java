package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import millrace.engine.testing.SharedFiles;
import millrace.jobs.cli.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on {@code hf:} models, in processes of their own with an environment of their own. */
class HubOnTheCommandLineTest {
  @TempDir Path folder;
  private final FakeHub hub = new FakeHub();

  /** How a process ended. */
  private record Result(int code, String out, String err) {}

  @BeforeEach
  void publishTheGoldenModel() throws IOException {
    Path golden = SharedFiles.require("golden/models/llama/model-f32.gguf");
    hub.large("model-f32.gguf", Files.readAllBytes(golden));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private Result millrace(Offline offline, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--add-modules=jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HF_"));
    builder.environment().put("HF_HOME", folder.toString());
    builder.environment().put("HF_ENDPOINT", hub.endpoint().toString());
    builder.environment().put("MILLRACE_CACHE", folder.resolve("cache").toString());
    builder.environment().put("HF_HUB_OFFLINE", offline == Offline.ON ? "1" : "0");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void aModelIsDownloadedWithProgressAndThenFoundWithoutNetwork() throws Exception {
    Result first = millrace(Offline.OFF, "inspect", "--model", "hf:owner/model");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("llama, ").contains("token_embd.weight");
    assertThat(first.err()).contains("Downloading model-f32.gguf: 100 % of");

    int requests = hub.requests().size();
    Result again = millrace(Offline.ON, "inspect", "--model", "hf:owner/model/model-f32.gguf");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(again.err()).doesNotContain("Downloading");
    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void benchCallsTheModelByItsNameAndQuietProgressIsQuiet() throws Exception {
    Path requests = folder.resolve("requests.jsonl");
    String line = "{\"id\":1,\"prompt\":\"a b c\",\"max_new_tokens\":3}\n";
    Files.write(requests, line.getBytes(StandardCharsets.UTF_8));
    Result bench =
        millrace(
            Offline.OFF,
            "bench",
            "--model",
            "hf:owner/model",
            "--requests",
            requests.toString(),
            "--warm-up",
            "0",
            "--set",
            "progress.mode=none");
    assertThat(bench.code()).as(bench.err()).isZero();
    assertThat(bench.out()).contains("\"model\":\"hf:owner/model\"");
    assertThat(bench.err()).doesNotContain("Downloading");
  }

  @Test
  void offlineAModelThatIsNotHereIsRefusedOnOneLine() throws Exception {
    Result refused = millrace(Offline.ON, "inspect", "--model", "hf:owner/model");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines().filter(line -> line.startsWith("millrace: "))).hasSize(1);
    assertThat(refused.err()).contains("owner/model").contains("HF_HUB_OFFLINE");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void aModelThatDoesNotExistIsRefusedOnOneLine() throws Exception {
    Result refused = millrace(Offline.OFF, "inspect", "--model", "hf:owner/other");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines().filter(line -> line.startsWith("millrace: "))).hasSize(1);
    assertThat(refused.err()).contains("owner/other");
  }
}
