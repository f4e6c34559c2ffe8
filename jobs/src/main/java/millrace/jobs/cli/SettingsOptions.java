package millrace.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.SettingsBuilder;
import picocli.CommandLine.Option;

/** The options by which every command takes settings and a model. */
final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "F.yaml",
      description = "Settings from a YAML file, for example conf/sampling/greedy.yaml; repeatable.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; wins over files; repeatable.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "A .gguf file, a model directory, hf:OWNER/NAME[/FILE], or embedded (the default).")
  private String model;

  /** What files, --set and --model say; dedicated options are to be added. */
  SettingsBuilder builder() {
    SettingsBuilder builder = new SettingsBuilder();
    files.forEach(file -> builder.file(locate(file)));
    assignments.forEach(builder::assignment);
    return builder.option(KnownSettings.MODEL, model, "--model");
  }

  /** Presets are found from any folder by their path in the distribution. */
  static Path locate(Path file) {
    String home = System.getProperty("millrace.home");
    boolean preset = home != null && !file.isAbsolute() && !Files.exists(file);
    Path shipped = preset ? Path.of(home).resolve(file) : file;
    return Files.exists(shipped) ? shipped : file;
  }
}
