package millrace.jobs.synthesize.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.jobs.synthesize.filter.NamedFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static final String GOOD =
      """
      seed:
        path: seeds.csv
      stages:
        - name: tale
          prompt: "About {{ hero }}"
          sampling: {temperature: 0.5, stop: ["\\n"]}
          n: 3
          keep: longest
          filters:
            - length: {unit: words, min: 3, max: 90}
            - matches: "[a-z]"
            - scripts: {of: [latin, Han], min: 0.5}
            - json: {required: [a, b]}
            - json: valid
            - perplexity: {max: 8}
            - stop_reason: [eos, stop_string]
        - name: sequel
          messages:
            - {role: system, content: "Tell {% raw %}{{ on }}{% endraw %}."}
            - {role: user, content: "{{ tale }} and {{ hero }}"}
          text: "{{ tale }}{{ completion }}"
      deduplicate:
        columns: [tale]
        near: {threshold: 0.7}
      split: {test: 0.25, key: hero}
      card: {title: T, model_license: mit}
      """;

  @TempDir Path folder;

  private Recipe read(String text) throws IOException {
    return Recipe.read(Files.writeString(folder.resolve("r.yaml"), text));
  }

  @Test
  void readsEverySection() throws IOException {
    Recipe recipe = read(GOOD);
    assertThat(recipe.seed().format()).isEqualTo("csv");
    assertThat(recipe.seed().path()).isEqualTo("file://" + folder.resolve("seeds.csv"));
    StageSpec tale = recipe.stages().get(0);
    assertThat(tale.candidates()).isEqualTo(3);
    assertThat(tale.keep()).isEqualTo(Keep.LONGEST);
    assertThat(tale.output()).isEqualTo("tale");
    assertThat(tale.sampling()).containsEntry("temperature", 0.5);
    assertThat(tale.filters().stream().map(NamedFilter::label))
        .containsExactly(
            "words at least 3, at most 90",
            "matches [a-z]",
            "letters of han, latin at least 0.5",
            "valid JSON with a, b",
            "valid JSON",
            "perplexity at most 8.0",
            "stop reason eos, stop_string");
    StageSpec sequel = recipe.stages().get(1);
    assertThat(sequel.promptColumns()).containsExactly("hero", "tale");
    assertThat(sequel.textColumns()).containsExactly("tale");
    assertThat(recipe.deduplicate().orElseThrow().near().orElseThrow())
        .isEqualTo(new DeduplicateSpec.Near("words", 3, 0.7));
    assertThat(recipe.split().key()).contains("hero");
    assertThat(recipe.card().license()).isEqualTo("unknown");
    assertThat(recipe.values())
        .containsEntry("stages[0].sampling.temperature", "0.5")
        .containsEntry("split.key", "hero")
        .doesNotContainKey("seed.path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path: seeds.csv | pth: seeds.csv | seed.pth, unknown key, did you mean path?, r.yaml:2",
        "path: seeds.csv | path: {} | seed.path, {}, must be a text",
        "n: 3 | n: 0 | stages[0].n, 0, must be a whole number in [1, 1000], r.yaml:7",
        "n: 3 | n: many | stages[0].n, many, must be a whole number in [1, 1000], r.yaml:7",
        "n: 3 | number: 3 | stages[0].number, unknown key",
        "keep: longest | keep: best | stages[0].keep, best, must be one of all, first, longest,",
        "temperature: 0.5 | temperature: -1 | stages[0].sampling.temperature, -1, must be",
        "temperature: 0.5 | temprature: 1 | stages[0].sampling.temprature, unknown key, did you mean temperature?",
        "{{ hero }} | {{ hero | stages[0].prompt, About {{ hero, ",
        "{{ hero }} | {{ hero.__class__ }} | must not reach for private attributes",
        "unit: words | unit: word | stages[0].filters[0].length.unit, word, must be one of characters, words, tokens, r.yaml:10",
        "min: 3, max: 90 | min: 3, max: 2 | stages[0].filters[0].length.max, 2, must be at least min",
        "[a-z] | [a-z | stages[0].filters[1].matches, [a-z, must be a regular expression: Unclosed",
        "[latin, Han] | [Latin, Klingon] | stages[0].filters[2].scripts.of, [Latin, Klingon], must be names of Unicode scripts",
        "json: valid | json: maybe | stages[0].filters[4].json, maybe, must be valid, or a map",
        "json: valid | custom: nobody:1 | must be NAME:ARGUMENT with the name of a RowFilterProvider",
        "stop_reason: [eos | stop_reason: [eso | must be of ",
        "perplexity: {max: 8} | perplexity: {} | stages[0].filters[5].perplexity.min, missing, must be there, or max",
        "name: sequel | name: tale | stages[1].name, tale, must differ",
        "name: sequel | name: a/b | stages[1].name, a/b, must be letters",
        "role: system | role: robot | stages[1].messages[0].role, robot, must be one of system, user, assistant",
        "threshold: 0.7 | threshold: 7 | deduplicate.near.threshold, 7, must be a number in [0.1, 1.0]",
        "columns: [tale] | columns: [] | deduplicate.columns, [], must be a list of columns",
        "test: 0.25 | test: 25 | split.test, 25, must be a number in [0.0, 1.0]",
        "title: T, | ttle: T, | card.ttle, unknown key, did you mean title?",
        "title: T, | '' | card.title, missing, must be a text, r.yaml:",
      })
  void refusesWithKeyValueExpectationAndLine(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use recipe: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoYamlMap() {
    assertThatThrownBy(() -> read("- a\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no map, expected sections such as seed and stages");
    assertThatThrownBy(() -> read("seed: [\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot read recipe: ");
    assertThatThrownBy(() -> read("seed: {}\nseed: {}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("r.yaml:2, Duplicate field 'seed'");
    assertThatThrownBy(() -> Recipe.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no readable file");
  }

  @Test
  void aColumnThatIsNowhereIsRefusedWithTheNearest() throws IOException {
    read(GOOD).requireColumns(Set.of("hero"));
    assertThatThrownBy(() -> read(GOOD).requireColumns(Set.of("heros", "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot use recipe: stages[0].prompt, column hero, missing, did you mean heros?, r.yaml");
    Recipe early = read(GOOD.replace("About {{ hero }}", "{{ sequel }}"));
    assertThatThrownBy(() -> early.requireColumns(Set.of("hero")))
        .hasMessageContaining("stages[0].prompt, column sequel, missing");
    assertThatThrownBy(() -> read(GOOD).requireColumns(Set.of("hero", "Tale")))
        .hasMessageContaining("stages[0].output, tale, the seed or an earlier stage has that");
  }
}
