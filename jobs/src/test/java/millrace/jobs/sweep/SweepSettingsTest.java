package millrace.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepSettingsTest {
  private static final SamplingParams DEFAULTS = SamplingParams.defaults();

  @TempDir Path folder;

  private static List<NamedSampling> grid(String... options) {
    return SweepSettings.of(null, List.of(options), DEFAULTS);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sweep.yaml"), yaml);
  }

  private static List<String> names(List<NamedSampling> settings) {
    return settings.stream().map(NamedSampling::name).toList();
  }

  @Test
  void aGridIsEveryCombinationAndItsLastFieldChangesFastest() {
    assertThat(names(grid("temperature=0.2,0.70,1.0", "top_p=0.9,1")))
        .containsExactly(
            "temperature=0.2,top_p=0.9",
            "temperature=0.2,top_p=1",
            "temperature=0.7,top_p=0.9",
            "temperature=0.7,top_p=1",
            "temperature=1,top_p=0.9",
            "temperature=1,top_p=1");
  }

  @Test
  void valuesHaveTheTypesOfTheirFields() {
    NamedSampling setting =
        grid("temperature=1", "top_k=5", "ignore_eos=true", "stop=[\"a\", \"b\"]").get(0);
    assertThat(setting.name())
        .isEqualTo("temperature=1,top_k=5,ignore_eos=true,stop=[\"a\",\"b\"]");
    assertThat(setting.fields())
        .isEqualTo(
            Map.of("temperature", 1.0, "top_k", 5, "ignore_eos", true, "stop", List.of("a", "b")));
  }

  @Test
  void aFileHasAGridAndAListAndOptionsReplaceFieldsOfTheGrid() throws IOException {
    Path file =
        file(
            """
            grid:
              temperature: [0, 0.5]
              min_p: [0.1]
            list:
              - name: wild
                temperature: 1.5
              - top_k: 4
            """);
    assertThat(names(SweepSettings.of(file, List.of(), DEFAULTS)))
        .containsExactly("temperature=0,min_p=0.1", "temperature=0.5,min_p=0.1", "wild", "top_k=4");
    assertThat(names(SweepSettings.of(file, List.of("temperature=0.9"), DEFAULTS)))
        .containsExactly("temperature=0.9,min_p=0.1", "wild", "top_k=4");
  }

  @Test
  void theShippedExampleIsUnderstood() {
    Path example = Path.of("..", "conf", "sweeps", "temperature.yaml");
    assertThat(SweepSettings.of(example, List.of(), DEFAULTS)).hasSizeBetween(4, 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature=-1     | temperature, -1.0, must be [0, 100], --grid",
        "temperature=warm   | temperature, warm, must be a number, --grid",
        "temprature=1       | temprature, no sampling field as temperature or top_p, --grid",
        "temperature=       | temperature, no values, at least 1, --grid",
        "temperature=1,1.0  | temperature=1 and temperature=1 are the same settings, --grid",
        "temperature        | --grid temperature, expected field=value,value",
        "n=0,2              | n, 0, must be [1, 10000], --grid",
        "stop=[             | --grid stop=[, no list of values",
        "bad_words={a: 1, a: 2} | --grid bad_words={a: 1, a: 2}, no list of values",
        "temperature=null   | --grid temperature=null, no list of values"
      })
  void badGridsAreRefused(String option, String message) {
    assertThatThrownBy(() -> grid(option))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use sweep: ")
        .hasMessageContaining(message);
  }

  @Test
  void fieldsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> grid("temperature=0,1", "n=2"))
        .hasMessageContaining("n, 2, must be 1 when temperature is 0 (greedy), --grid");
    assertThatThrownBy(() -> grid("top_p=0.5", "top_p=0.6"))
        .hasMessageContaining("--grid top_p, given twice");
  }

  @Test
  void badFilesAreRefusedAtTheirPlace() throws IOException {
    refused("grid: {temperature: 1}", "grid.temperature, expected a list of values");
    refused("list: [{name: a, top_p: 2}]", "setting a, top_p, 2.0, must be (0, 1]");
    refused("list: [{name: a, top_p: 2}]", "list[0]");
    refused("list: [{name: a, top_k: 2}, {name: a, top_k: 3}]", "a, two settings of that name");
    refused("list: [{name: a, top_k: 2}, {name: b, top_k: 2}]", "a and b are the same settings");
    refused("list: [{name: '', top_k: 2}]", "name, empty, must have 1 … 200 characters");
    refused("grids: {}", "grids, expected grid or list");
    refused("[1]", "top level, expected a map with grid or list");
    refused("grid: {}", "no settings, expected a grid or a list");
    refused("grid: [", "sweep.yaml");
    assertThatThrownBy(() -> SweepSettings.of(folder.resolve("none"), List.of(), DEFAULTS))
        .hasMessageContaining("none, no readable file");
  }

  private void refused(String yaml, String message) throws IOException {
    Path file = file(yaml);
    assertThatThrownBy(() -> SweepSettings.of(file, List.of(), DEFAULTS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tooManySettingsAreRefusedBeforeTheyAreMade() {
    String many = "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0";
    assertThatThrownBy(() -> grid("temperature=" + many, "top_p=" + many, "min_p=" + many))
        .hasMessageContaining("settings, more than 256, at most 256, the grid");
  }

  @Test
  void theSettingsDecideWhatARunIs() {
    Settings plain = Settings.defaults();
    Settings one = plain.withSweep(grid("temperature=0.5,0.6"));
    Settings other = plain.withSweep(grid("temperature=0.5,0.7"));
    assertThat(one.decidingRows()).isNotEqualTo(other.decidingRows());
    assertThat(plain.decidingRows()).doesNotContainKey("sweep");
    assertThat(one.decidingRows()).containsEntry("sweep.temperature=0.6", "{temperature=0.6}");
    assertThat(one.withNow(LocalDateTime.of(2020, 1, 1, 0, 0)).sweep()).hasSize(2);
  }

  @Test
  void aPresetGivesTheSameSamplingAgain() throws IOException {
    Map<String, Object> fields =
        Map.of("temperature", 0.7, "stop", List.of("\n", "# no: \"quote\""), "top_k", 40);
    SamplingParams sampling = DEFAULTS.with(fields).with(Map.of("logit_bias", Map.of(5, -1.5)));
    for (SamplingParams one : List.of(sampling, DEFAULTS)) {
      String yaml = Preset.of(one, Set.of("min_p"), "first line\nsecond: line");
      assertThat(yaml)
          .startsWith("# first line\n# second: line\nsampling:\n")
          .contains("min_p: 0.0");
      Path preset = file(yaml);
      assertThat(new SettingsBuilder().file(preset).build().sampling()).isEqualTo(one);
    }
  }
}
