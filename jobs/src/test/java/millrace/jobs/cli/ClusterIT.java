package millrace.jobs.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.StandaloneCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar on a real cluster: a standalone master and two workers, each a process of its
 * own, to which spark-submit sends it.
 */
class ClusterIT {
  private static final String CANARY = "canary-0123456789";

  private static final Path JAR = Path.of(System.getProperty("millrace.spark.jar"));
  private static final Path LAUNCHER = Path.of(System.getProperty("millrace.launcher"));

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static Path input;
  private static List<String> expected;

  @BeforeAll
  static void startClusterAndRunLocally() throws Exception {
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(40), 4);
    CommandRun run = CommandRun.of(generate("local", "local[2]"));
    assertThat(run.code()).as(run.err()).isZero();
    expected = rows("local");
    cluster =
        StandaloneCluster.start(
            Path.of(System.getProperty("millrace.spark.submit")),
            Path.of(System.getProperty("millrace.lib")),
            folder.resolve("cluster"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static List<String> generate(String output, String master) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("generate", "--master", master, "--input", input.toString()));
    arguments.addAll(List.of("--output", folder.resolve(output).toString()));
    for (String setting :
        List.of(
            "sampling.max_new_tokens=12",
            "job.unit_rows=3",
            "spark.cores.max=2", // and units wait until both executors are there
            "spark.scheduler.minRegisteredResourcesRatio=1.0",
            "spark.scheduler.maxRegisteredResourcesWaitingTime=120s",
            "weights.directory=" + folder.resolve("weights"),
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + folder.toUri(),
            "spark.hadoop.fs.s3a.secret.key=" + CANARY)) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
  }

  /** The rows without what depends on the prefix cache's luck. */
  private static List<String> rows(String output) throws IOException {
    return Completions.rows(folder.resolve(output)).stream()
        .map(row -> row.replaceAll("(?m)^cached_prompt_tokens:.*\n", ""))
        .toList();
  }

  @Test
  void sparkSubmitOfTheJarGivesTheRowsOfALocalRun() throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(cluster.home().resolve("bin/spark-submit").toString()));
    command.addAll(List.of("--master", cluster.master(), "--class", "millrace.jobs.cli.Main"));
    command.addAll(List.of("--driver-memory", "1g"));
    command.addAll(List.of("--driver-java-options", "--add-modules=jdk.incubator.vector"));
    command.add(JAR.toString());
    command.addAll(generate("submitted", cluster.master()));
    cluster.run("submit", command);
    assertThat(rows("submitted")).isEqualTo(expected).hasSize(60);
    requireBothWorkersComputedAsHere("submitted");
  }

  @Test
  void theLauncherGoesThroughSparkSubmitAndNoSecretIsWrittenAnywhere() throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(generate("launched", cluster.master()));
    command.addAll(List.of("--set", "spark.eventLog.compress=false")); // else nothing is legible
    String printed = cluster.run("launch", command);
    assertThat(rows("launched")).isEqualTo(expected);
    assertThat(printed).contains("40 in, 60 out").doesNotContain("millrace: building");
    requireBothWorkersComputedAsHere("launched");
    requireNoSecret();
  }

  /** Two processes on two workers, with the kernels that this one has: nothing fell back. */
  private static void requireBothWorkersComputedAsHere(String output) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> executors = new ArrayList<>();
    Path units = folder.resolve(output).resolve("_millrace/units");
    try (var listed = Files.newDirectoryStream(units, "*.json")) {
      for (Path unit : listed) {
        JsonNode span = json.readTree(unit.toFile()).get("span");
        executors.add(span.get("executor").asText());
      }
    }
    assertThat(executors).contains("0", "1").doesNotContain("driver");
    assertThat(backends(output)).isEqualTo(backends("local"));
  }

  private static List<String> backends(String output) throws IOException {
    Path manifest = folder.resolve(output).resolve("_millrace/run.json");
    List<String> names = new ArrayList<>();
    new ObjectMapper()
        .readTree(manifest.toFile())
        .get("totals")
        .get("backends")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private static void requireNoSecret() throws IOException {
    assertThat(cluster.everythingWritten()).doesNotContain(CANARY);
    try (var listed = Files.walk(folder)) {
      List<Path> files =
          listed
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*(json|html|app-[^/]*|local-\\d+|zstd)"))
              .toList();
      assertThat(files).anyMatch(file -> file.getFileName().toString().contains("app-"));
      for (Path file : files) {
        assertThat(text(file)).as(file.toString()).doesNotContain(CANARY);
      }
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), ISO_8859_1); // whatever it holds
  }

  @Test
  void withoutSparkTheLauncherSaysWhatIsMissing() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(LAUNCHER.toString(), "generate", "--master", "spark://nowhere:7077");
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(printed)
        .isEqualTo(
            "millrace: Cannot submit to spark://nowhere:7077: SPARK_HOME, not set, must have"
                + " bin/spark-submit\n");
  }

  @Test
  void theJarHoldsWhatSparkLacksAndNothingThatItHas() throws IOException {
    List<String> entries = new ArrayList<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        entries.add(all.nextElement().getName());
      }
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(Main.class.getName());
    }
    assertThat(entries)
        .contains("millrace/engine/Engine.class", "millrace/datasets/embedded.gguf")
        .contains("org/bytedeco/dnnl/linux-x86_64/libjnidnnl.so")
        .contains("org/bytedeco/dnnl/linux-arm64/libjnidnnl.so")
        .contains("native/lib/linux-x86_64/cpu/libtokenizers.so")
        .contains("native/lib/linux-aarch64/cpu/libtokenizers.so")
        .noneMatch(name -> name.startsWith("org/apache/"))
        .noneMatch(name -> name.startsWith("scala/"))
        .noneMatch(name -> name.startsWith("com/google/"))
        .noneMatch(name -> name.startsWith("com/fasterxml/jackson/databind/"));
  }
}
