package millrace.jobs.synthesize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import millrace.engine.api.ConfigException;
import millrace.jobs.run.JobFailedException;
import millrace.jobs.testing.Completions;
import millrace.jobs.testing.LocalSpark;
import millrace.jobs.testing.TestSynthesis;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Recipes on a local Spark with the fake engine, whose answers follow from id and prompt. */
class SynthesisTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final String RECIPE =
      """
      seed: {path: seeds.jsonl}
      stages:
        - name: one
          prompt: "First {{ hero }}"
          n: 3
          text: "{{ hero }}:{{ completion }}"
          filters:
            - length: {unit: tokens, min: 3}
            - custom: "ends-with:7"
        - name: two
          prompt: "Then {{ one }}"
          n: 2
          keep: longest
      split: {test: 0.3, key: hero}
      export:
        rows_per_file: 10
        chat:
          - {role: user, content: "{{ hero }}"}
          - {role: assistant, content: "{{ two | trim }}"}
      card: {title: T, model_license: none}
      """;

  @TempDir Path folder;

  private TestSynthesis synthesis(String recipe) {
    return new TestSynthesis(SPARK.spark(), folder, recipe);
  }

  /** 60 heroes, one of which is null and one of which is too long for the fake engine. */
  private void writeSeeds() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      String hero = i == 7 ? "null" : i == 9 ? "\"" + "x".repeat(300) + "\"" : "\"hero " + i + "\"";
      lines.append("{\"hero\": ").append(hero).append(", \"number\": ").append(i).append("}\n");
    }
    Files.writeString(folder.resolve("seeds.jsonl"), lines);
  }

  private static List<String> rows(Path output) throws IOException {
    try (Stream<Path> found = Files.walk(output)) {
      List<Path> files =
          found
              .filter(file -> file.getFileName().toString().matches(".*\\.(parquet|jsonl|md)"))
              .filter(file -> !file.toString().contains("_stages"))
              .sorted()
              .toList();
      List<String> all = new ArrayList<>();
      for (Path file : files) {
        all.add(output.relativize(file).toString());
        if (file.toString().endsWith(".parquet")) {
          var table = SparkSession.active().read().parquet(file.toString());
          all.addAll(table.toJSON().collectAsList());
        } else {
          all.addAll(Files.readAllLines(file));
        }
      }
      return all;
    }
  }

  @Test
  void everyRowIsInTheDatasetOrCounted() throws IOException {
    writeSeeds();
    DatasetSummary summary = synthesis(RECIPE).run("out");
    StepCounts one = summary.stages().get(0).counts();
    assertThat(summary.seedRows()).isEqualTo(60);
    assertThat(one.rowsIn()).isEqualTo(60);
    assertThat(one.candidates()).isEqualTo(180);
    assertThat(one.dropped())
        .containsEntry("null in column hero", 3L)
        .containsEntry("error PROMPT_TOO_LONG", 3L)
        .containsKeys("tokens at least 3", "custom ends-with:7");
    for (StepCounts step : summary.steps()) {
      long lost = step.dropped().values().stream().mapToLong(Long::longValue).sum();
      assertThat(step.rowsOut() + lost).as(step.step()).isEqualTo(step.candidates());
    }
    StepCounts two = summary.stages().get(1).counts();
    assertThat(two.rowsIn()).isEqualTo(one.rowsOut());
    assertThat(two.dropped()).isEqualTo(Map.of("not chosen: keep longest", two.rowsIn()));
    assertThat(summary.splits().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(two.rowsOut());
    assertThat(summary.errorFraction()).isEqualTo(3.0 / (180 + two.candidates()));
    assertThat(folder.resolve("out/README.md"))
        .content()
        .contains("| one | dropped: null in column hero | −3 |")
        .contains("| one | dropped: error PROMPT_TOO_LONG | −3 |")
        .contains("| two | dropped: not chosen: keep longest | −" + two.rowsIn() + " |");
    assertThat(folder.resolve("out/_SUCCESS")).exists();
  }

  @Test
  void theDatasetDoesNotDependOnHowTheSeedIsCutOrOnUnits() throws IOException {
    writeSeeds();
    synthesis(RECIPE).run("whole");
    List<String> lines = Files.readAllLines(folder.resolve("seeds.jsonl"));
    Path cut = Files.createDirectories(folder.resolve("cut"));
    for (int part = 0; part < 4; part++) {
      List<String> some = new ArrayList<>(lines.subList(15 * part, 15 * part + 15));
      Collections.reverse(some);
      Files.write(cut.resolve("p" + (9 - part) + ".jsonl"), some);
    }
    synthesis(RECIPE.replace("path: seeds.jsonl", "path: cut, format: jsonl"))
        .with("job.unit_rows=7")
        .run("parts");
    assertThat(rows(folder.resolve("parts")))
        .isEqualTo(rows(folder.resolve("whole")))
        .hasSizeGreaterThan(20);
  }

  @Test
  void filesAreBoundedAndInOrderAndEqualKeysStayTogether() throws IOException {
    writeSeeds();
    DatasetSummary summary = synthesis(RECIPE).run("out");
    List<String> ids = new ArrayList<>();
    for (String split : summary.splits().keySet()) {
      long rows = summary.splits().get(split);
      assertThat((long) summary.files().get(split)).isEqualTo((rows + 9) / 10);
      assertThat(Files.readAllLines(folder.resolve("out/chat/" + split + ".jsonl")))
          .hasSize((int) rows);
      List<String> of = new ArrayList<>();
      for (String line : rows(folder.resolve("out/data/" + split))) {
        if (line.startsWith("{")) {
          of.add(line.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"));
        }
      }
      assertThat(of).isSorted().hasSize((int) rows);
      ids.addAll(of);
    }
    assertThat(summary.splits()).containsKeys("train", "test");
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches(".+/one\\.\\d/two\\.\\d"));
    assertThat(heroes("train")).doesNotContainAnyElementsOf(heroes("test"));
  }

  private List<String> heroes(String split) throws IOException {
    return rows(folder.resolve("out/data/" + split)).stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> line.replaceAll(".*\"hero\":\"([^\"]+)\".*", "$1"))
        .distinct()
        .toList();
  }

  @Test
  void aRunThatWasInterruptedGoesOnToTheSameDataset() throws IOException {
    writeSeeds();
    TestSynthesis synthesis = synthesis(RECIPE).with("job.unit_rows=2");
    synthesis.run("undisturbed");
    synthesis.run("out");
    Path out = folder.resolve("out");
    List<String> expected = rows(folder.resolve("undisturbed"));
    assertThat(rows(out)).isEqualTo(expected);

    // within the second stage: half of its units are there, nothing after them
    Files.delete(out.resolve("_SUCCESS"));
    TestSynthesis.delete(out.resolve("_stages/dataset"));
    TestSynthesis.delete(out.resolve("_stages/two/judged"));
    Path completions = out.resolve("_stages/two/completions");
    Files.delete(completions.resolve("_SUCCESS"));
    List<Path> units = Completions.dataFiles(completions);
    assertThat(units).hasSizeGreaterThan(2);
    Files.delete(units.get(0));
    Files.delete(units.get(2));
    Files.writeString(out.resolve("README.md"), "half a card");
    long opened = synthesis.enginesOpened();
    synthesis.run("out");
    assertThat(synthesis.enginesOpened()).isGreaterThan(opened);
    assertThat(rows(out)).isEqualTo(expected);

    // between the stages: the first is whole, of the second only part of its prompts
    Files.delete(out.resolve("_SUCCESS"));
    TestSynthesis.delete(out.resolve("_stages/dataset"));
    Files.delete(out.resolve("_stages/two/prompts/_SUCCESS"));
    opened = synthesis.enginesOpened();
    synthesis.run("out");
    assertThat(synthesis.enginesOpened()).isGreaterThan(opened);
    assertThat(rows(out)).isEqualTo(expected);
  }

  @Test
  void aFinishedRunDoesNothingAndAnotherCardOnlyWritesTheCard() throws IOException {
    writeSeeds();
    TestSynthesis synthesis = synthesis(RECIPE);
    DatasetSummary summary = synthesis.run("out");
    long opened = synthesis.enginesOpened();
    Files.writeString(folder.resolve("out/README.md"), "as the user left it");
    assertThat(synthesis.run("out")).isEqualTo(summary);
    assertThat(folder.resolve("out/README.md")).hasContent("as the user left it");
    TestSynthesis renamed = synthesis(RECIPE.replace("title: T", "title: Renamed"));
    renamed.run("out");
    assertThat(folder.resolve("out/README.md")).content().contains("# Renamed\n");
    assertThat(synthesis.enginesOpened()).isEqualTo(opened);
  }

  @Test
  void aChangedRecipeOrSeedIsRefusedUnlessItMayOverwrite() throws IOException {
    writeSeeds();
    synthesis(RECIPE).run("out");
    TestSynthesis changed = synthesis(RECIPE.replace("n: 3", "n: 4"));
    assertThatThrownBy(() -> changed.run("out"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("recipe.stages[0].n: 3 → 4");
    assertThat(changed.overwriting().run("out").stages().get(0).counts().candidates())
        .isEqualTo(240);
    Files.writeString(folder.resolve("seeds.jsonl"), "{\"hero\": \"other\", \"number\": 1}\n");
    assertThatThrownBy(() -> changed.resuming().run("out"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("seed.files: 1 files, ");
  }

  @Test
  void duplicatesAreDroppedExactAndNear() throws IOException {
    String text = "the quick brown fox jumps over the lazy dog near the old mill";
    Files.writeString(
        folder.resolve("seeds.csv"),
        "id,text,number\n"
            + ("a," + text + ",1\n")
            + ("b," + text.toUpperCase(Locale.ROOT) + ",2\n")
            + ("c," + text + " today,3\n")
            + "d,something else entirely is written in this one here,4\n"
            + "e,,5\nf,,6\n");
    DatasetSummary summary =
        synthesis(
                """
                seed: {path: seeds.csv}
                stages: [{name: one, prompt: "{{ number }}"}]
                deduplicate:
                  columns: [text]
                  near: {size: 2, threshold: 0.8}
                card: {title: T, model_license: none}
                """)
            .run("out");
    assertThat(summary.dataset().dropped())
        .isEqualTo(Map.of("exact duplicate", 1L, "near duplicate", 1L));
    assertThat(rows(folder.resolve("out/data")).stream().filter(line -> line.startsWith("{")))
        .extracting(line -> line.replaceAll(".*\"seed_id\":\"([^\"]+)\".*", "$1"))
        .containsExactly("a", "d", "e", "f");
    assertThat(summary.splits()).isEqualTo(Map.of("train", 4L));
    assertThat(folder.resolve("out/chat")).doesNotExist();
  }

  @Test
  void refusalsComeBeforeAnythingIsWritten() throws IOException {
    writeSeeds();
    refused(
        RECIPE.replace("First {{ hero }}", "{{ heroine }}"),
        "column heroine, missing, did you mean hero?");
    refused(RECIPE.replace("seeds.jsonl", "nothing.jsonl"), "nothing.jsonl, no such file");
    refused(
        RECIPE.replace("seeds.jsonl}", "seeds.jsonl, id: hero}"),
        "ids of column hero, null in 1 rows");
    refused(
        RECIPE.replace("seeds.jsonl}", "seeds.jsonl, columns: [her]}"),
        "seed.columns, her, missing in the seed, did you mean hero?");
    Files.writeString(folder.resolve("bad.jsonl"), "{\"hero\": \"a\"}\n{\"hero\n");
    refused(RECIPE.replace("seeds.jsonl", "bad.jsonl"), "Cannot read seed: ");
    refused(
        RECIPE.replace(
            "- name: two\n    prompt: \"Then {{ one }}\"",
            "- name: two\n    messages: [{role: user, content: x}]"),
        "has no chat template");
  }

  private void refused(String recipe, String message) {
    assertThatThrownBy(() -> synthesis(recipe).run("refused"))
        .as(message)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
    assertThat(folder.resolve("refused/_stages/one")).doesNotExist();
  }

  @Test
  void aStageThatLeavesNothingEndsTheRunWithItsCounts() throws IOException {
    writeSeeds();
    assertThatThrownBy(
            () -> synthesis(RECIPE.replace("ends-with:7", "ends-with:nothing")).run("out"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("Cannot go on: one, no row is left of 180 candidates, dropped {");
  }

  @Test
  void aSeedLimitIsTheSameSampleWhateverTheOrder() throws IOException {
    writeSeeds();
    String limited = RECIPE.replace("{path: seeds.jsonl}", "{path: seeds.jsonl, limit: 20}");
    synthesis(limited).run("first");
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("seeds.jsonl")));
    Collections.reverse(lines);
    Files.write(folder.resolve("seeds.jsonl"), lines);
    assertThat(synthesis(limited).run("second").seedRows()).isEqualTo(20);
    assertThat(rows(folder.resolve("second"))).isEqualTo(rows(folder.resolve("first")));
  }
}
