package millrace.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files that ship in conf. */
class PresetsTest {
  private static final Path CONF = Path.of("..", "conf");

  @TestFactory
  List<DynamicTest> everyPresetIsUnderstood() throws Exception {
    try (var walked = Files.walk(CONF)) {
      List<Path> presets = walked.filter(file -> isPreset(file)).toList();
      assertThat(presets).hasSizeGreaterThan(4);
      return presets.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      CONF.relativize(file).toString(),
                      () -> assertThat(new SettingsBuilder().file(file).build()).isNotNull()))
          .toList();
    }
  }

  /** The files of sweeps are read by SweepSettings. */
  private static boolean isPreset(Path file) {
    boolean other = file.getParent().endsWith("sweeps") || file.getParent().endsWith("recipes");
    return file.toString().endsWith(".yaml") && !other;
  }

  @Test
  void presetsOfClustersGiveOneExecutorAHostsMemory() {
    for (String name : List.of("standalone", "yarn", "kubernetes")) {
      Settings settings = new SettingsBuilder().file(CONF.resolve(name + ".yaml")).build();
      assertThat(settings.spark())
          .as(name)
          .containsKeys("spark.executor.cores", "spark.executor.memory");
    }
  }
}
