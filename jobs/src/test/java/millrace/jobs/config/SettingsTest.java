package millrace.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.api.SamplingParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), text);
  }

  private static Settings set(String assignment) {
    return new SettingsBuilder().assignment(assignment).build();
  }

  @Test
  void defaultsAreThoseOfTheEngineAndOfSampling() {
    assertThat(Settings.defaults().engine()).isEqualTo(EngineSettings.defaults());
    assertThat(Settings.defaults().sampling()).isEqualTo(SamplingParams.defaults());
  }

  @Test
  void laterSourcesWin() throws IOException {
    Path file = file("job: {seed: 1, unit_rows: 2}\nsampling.top_k: 3\n");
    Settings settings =
        new SettingsBuilder()
            .file(file)
            .assignment("job.seed=10")
            .option(KnownSettings.LIMIT, 7L, "--limit")
            .option(KnownSettings.MASTER, null, "--master")
            .build();
    assertThat(settings.whole(KnownSettings.SEED)).isEqualTo(10);
    assertThat(settings.whole(KnownSettings.UNIT_ROWS)).isEqualTo(2);
    assertThat(settings.whole(KnownSettings.LIMIT)).isEqualTo(7);
    assertThat(settings.sampling().topK()).isEqualTo(3);
    assertThat(settings.text(KnownSettings.MASTER)).isEmpty();
  }

  @Test
  void valuesAreReadAsYaml() {
    assertThat(set("sampling.stop=[\"a\\n\", \"b\"]").sampling().stop())
        .isEqualTo(List.of("a\n", "b"));
    assertThat(set("sampling.stop=###").sampling().stop()).isEqualTo(List.of("###"));
    assertThat(set("sampling.logit_bias={5: -1.5}").sampling().logitBias()).containsEntry(5, -1.5);
    assertThat(set("engine.kv_cache_bytes=2g").engine().kvCacheBytes()).isEqualTo(2L << 30);
    assertThat(set("engine.kv_type=int8").engine().kvType()).isEqualTo(KvType.INT8);
    assertThat(set("engine.prefix_cache=off").engine().prefixCache())
        .isEqualTo(EngineSettings.PrefixCache.OFF);
    assertThat(set("spark.executor.memory=4g").spark())
        .containsEntry("spark.executor.memory", "4g");
  }

  @ParameterizedTest
  @CsvSource({
    "sampling.temprature, sampling.temperature",
    "engine.thread, engine.threads",
    "temperature, sampling.temperature",
    "job.max_sequences, engine.max_sequences",
  })
  void anUnknownKeyIsRefusedWithTheNearestKnownOne(String typed, String meant) {
    assertThatThrownBy(() -> set(typed + "=1"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot use setting: " + typed + ", unknown key, did you mean " + meant + "?, --set");
  }

  @Test
  void aKeyLikeNoOtherIsRefusedWithoutAGuess() {
    assertThatThrownBy(() -> set("x=1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--help-settings");
  }

  @Test
  void aBadValueIsRefusedWithKeyValueRangeAndLine() throws IOException {
    Path threads = file("# comment\nengine:\n  threads: 5000\n");
    assertThatThrownBy(() -> new SettingsBuilder().file(threads))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot use setting: engine.threads, 5000, must be a whole number, 0 … 1024, "
                + threads
                + ":3");
    Path topP = file("sampling:\n\n  top_p: 1.5\n");
    assertThatThrownBy(() -> new SettingsBuilder().file(topP).build())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot use setting: sampling.top_p, 1.5, must be (0, 1], " + topP + ":3");
  }

  @ParameterizedTest
  @CsvSource({
    "job.seed, one",
    "job.seed, 1.5",
    "job.unit_rows, 0",
    "output.prompt, 1",
    "weights.delivery, pigeon",
    "engine.kv_cache_bytes, 2x",
    "engine.kv_type, f16",
    "sampling.temperature, -1",
    "sampling.temperature, .nan",
    "sampling.max_new_tokens, 0",
    "sampling.max_new_tokens, 2147483647",
    "sampling.stop, 5",
    "text.now, yesterday",
  })
  void aValueOfAWrongTypeOrRangeIsRefused(String key, String value) {
    assertThatThrownBy(() -> set(key + "=" + value))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use setting: " + key + ", ")
        .hasMessageEndingWith(", --set");
  }

  @ParameterizedTest
  @CsvSource({"'a: [1', job.yaml:", "'- 1', 'not a map'", "'job: {seed: 1, seed: 2}', Duplicate"})
  void aFileThatIsNoSettingsFileIsRefused(String text, String reason) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> new SettingsBuilder().file(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot read settings: ")
        .hasMessageContaining(reason);
  }

  @Test
  void anAssignmentWithoutValueIsRefused() {
    assertThatThrownBy(() -> new SettingsBuilder().assignment("job.seed"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("key=value");
  }

  @Test
  void settingsThatOnlyChangeSpeedDoNotDecideRows() {
    assertThat(set("engine.threads=1").decidingRows())
        .isEqualTo(Settings.defaults().decidingRows());
    assertThat(set("job.seed=1").decidingRows()).isNotEqualTo(Settings.defaults().decidingRows());
  }
}
