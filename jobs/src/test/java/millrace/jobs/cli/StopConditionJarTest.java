package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.PromptTables;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop condition from a jar that only Spark hands out; its class is nowhere else. */
class StopConditionJarTest {
  private static final String SOURCE =
      """
      package example;

      import millrace.engine.api.stop.*;

      public final class Vowels implements StopConditionProvider {
        @Override public String name() {
          return "vowels";
        }

        @Override public String description() {
          return "ends behind the N-th vowel";
        }

        @Override public StopCondition create(String argument) {
          int wanted = Integer.parseInt(argument);
          return (text, from, tokens) -> {
            int vowels = 0;
            for (int i = 0; i < text.length(); i++) {
              vowels += "aeiou".indexOf(text.charAt(i)) >= 0 ? 1 : 0;
              if (vowels == wanted) {
                if (wanted > 100) {
                  throw new IllegalStateException("too many vowels");
                }
                return Verdict.stop("vowel " + wanted, i + 1);
              }
            }
            return Verdict.goOn();
          };
        }
      }
      """;

  @TempDir Path folder;
  private Path jar;
  private Path input;

  @BeforeEach
  void makeTheJar() throws IOException {
    Path source = Files.writeString(folder.resolve("Vowels.java"), SOURCE);
    int failures =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-classpath",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
    assertThat(failures).isZero();
    jar = folder.resolve("vowels.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("example/Vowels.class"));
      Files.copy(folder.resolve("classes/example/Vowels.class"), out);
      out.putNextEntry(new JarEntry("META-INF/services/" + StopConditionProvider.class.getName()));
      out.write("example.Vowels\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    input = PromptTables.write(folder.resolve("prompts"), PromptTables.good(12), 3);
  }

  private CommandRun generate(Path output, String master, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("generate", "--input", input.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--master", master));
    arguments.addAll(List.of("--set", "progress.mode=none"));
    arguments.addAll(List.of("--set", "sampling.max_new_tokens=40"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return CommandRun.of(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[2,1,1024]"})
  void executorsFindItInTheJarsOfTheJob(String master) throws IOException {
    Path output = folder.resolve("out");
    CommandRun result =
        generate(
            output,
            master,
            "spark.jars=" + jar,
            "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
            "weights.directory=" + folder.resolve("weights"),
            "sampling.stop_condition=vowels:5");
    assertThat(result.code()).as(result.err()).isZero();
    List<Group> rows = Completions.groups(output);
    assertThat(rows).hasSize(18);
    assertThat(rows)
        .filteredOn(row -> row.getString("stop_reason", 0).equals("application"))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            row -> {
              assertThat(row.getString("stop_match", 0)).isEqualTo("vowel 5");
              assertThat(row.getString("completion", 0)).matches("(?s)(.*[aeiou]){5}");
            });
  }

  @Test
  void oneThatThrowsMakesErrorRows() throws IOException {
    Path output = folder.resolve("out");
    CommandRun result =
        generate(
            output,
            "local[2]",
            "spark.jars=" + jar,
            "sampling.max_new_tokens=300",
            "sampling.ignore_eos=true",
            "sampling.stop_condition=vowels:101");
    assertThat(result.code()).as(result.err()).isZero();
    List<Group> rows = Completions.groups(output);
    assertThat(rows).hasSize(18);
    assertThat(rows)
        .filteredOn(row -> row.getFieldRepetitionCount("error") > 0)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              Group error = row.getGroup("error", 0);
              assertThat(error.getString("code", 0)).isEqualTo("STOP_CONDITION_FAILED");
              assertThat(error.getString("message", 0))
                  .endsWith("it threw java.lang.IllegalStateException: too many vowels");
            });
  }

  @Test
  void withoutTheJarItIsRefusedBeforeAnything() {
    Path output = folder.resolve("out");
    CommandRun result = generate(output, "local[2]", "sampling.stop_condition=vowels:5");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("Cannot use setting: sampling.stop_condition, vowels:5, must be NAME")
        .contains("balanced_json, closing_tag, ")
        .contains("repetition, sentences");
    assertThat(output).doesNotExist();
  }
}
