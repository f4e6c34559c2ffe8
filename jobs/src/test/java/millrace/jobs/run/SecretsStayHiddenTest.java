package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import millrace.jobs.testing.ChildJvm;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canary in each place where secrets are kept; none of them may sing anywhere else. */
class SecretsStayHiddenTest {
  private static final String CANARY = "canary-bird";
  private static final String[] SECRETS = {
    "spark.hadoop.fs.s3a.secret.key=" + CANARY + "-s3",
    "spark.hadoop.fs.azure.account.key.store.dfs.core.windows.net=" + CANARY + "-azure",
    "spark.executorEnv.HF_TOKEN=" + CANARY + "-executor",
    "spark.hadoop.my.sas=" + CANARY + "-sas"
  };

  @TempDir Path folder;

  private static String[] and(String... more) {
    return Stream.concat(Stream.of(SECRETS), Stream.of(more)).toArray(String[]::new);
  }

  private static void assertNoCanary(Path where) throws IOException {
    try (Stream<Path> files = Files.walk(where)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(CANARY);
      }
    }
  }

  @Test
  void manifestRowsEventLogAndOutputOfTheCommandLine() throws Exception {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(20));
    prompts.add(Prompt.of("bad", null));
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    Path seen = Files.createDirectory(folder.resolve("seen"));
    Path events = Files.createDirectory(seen.resolve("events"));
    List<String> arguments =
        new ArrayList<>(List.of("generate", "--input", input.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--output", seen.resolve("out").toString()));
    for (String setting :
        and(
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + events.toUri(),
            "sampling.max_new_tokens=2")) {
      arguments.addAll(List.of("--set", setting));
    }
    ChildJvm child =
        new ChildJvm(seen.resolve("log"))
            .flags("-Xmx600m", "-Dmillrace.log=debug")
            .environment("HF_TOKEN", CANARY + "-hub");
    assertThat(child.run(arguments.toArray(new String[0]))).as(child.output()).isZero();
    try (Stream<Path> logged = Files.walk(events)) {
      assertThat(logged.filter(Files::isRegularFile)).isNotEmpty();
    }
    assertThat(Files.readString(seen.resolve("out/_millrace/run.json")))
        .contains("\"spark.hadoop.fs.s3a.secret.key\" : \"***\"");
    assertNoCanary(seen);
  }

  @Test
  void environmentPageAndApiOfSparksUi() throws Exception {
    SparkConf conf = SparkSetup.conf(TestJob.settings(SECRETS)).setMaster("local[1]");
    conf.set("spark.ui.enabled", "true").set("spark.ui.port", "0");
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      String ui = spark.sc().uiWebUrl().get();
      String api = "/api/v1/applications/" + spark.sc().applicationId() + "/environment";
      for (String page : List.of("/environment/", api)) { // the page's script asks the API
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create(ui + page)).build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(CANARY);
        assertThat(answer.body().contains("fs.s3a.secret.key")).isEqualTo(page.equals(api));
      }
    }
  }

  @Test
  void errorRowsWhoseTextHoldsThem() throws IOException {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(5));
    prompts.add(Prompt.of("leak", "!leak " + CANARY + "-s3 at https://me:" + CANARY + "@host/x"));
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    Path output = folder.resolve("out");
    new TestJob(folder).with(SECRETS).run("local[1]", input, output);
    assertThat(Completions.rows(output))
        .anyMatch(row -> row.contains("IllegalStateException: *** at https://***@host/x"));
    assertNoCanary(output);
  }
}
