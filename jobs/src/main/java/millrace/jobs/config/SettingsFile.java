package millrace.jobs.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;

/**
 * Reads a YAML settings file. Sections nest or are written with dots: {@code sampling: {top_k: 5}}
 * and {@code sampling.top_k: 5} mean the same. Every value remembers its line.
 */
public final class SettingsFile {
  private final Path file;
  private final List<SettingValue> values = new ArrayList<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /**
   * The values of that file in their order.
   *
   * @throws ConfigException when the file cannot be read or is no YAML map
   */
  public static List<SettingValue> read(Path file) {
    SettingsFile settings = new SettingsFile(file);
    YamlNode.read(file, "settings").ifPresent(settings::readAll);
    return List.copyOf(settings.values);
  }

  private void readAll(YamlNode root) {
    readSection(
        "",
        root.map()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Cannot read settings: "
                            + file
                            + ", not a map, expected lines such as job.seed: 1")));
  }

  private void readSection(String prefix, Map<String, YamlNode> section) {
    section.forEach(
        (name, node) -> {
          String key = prefix + name;
          if (node.map().isPresent() && !KnownSettings.all().containsKey(key)) {
            readSection(key + ".", node.map().get());
          } else if (!isEmptySection(key, node)) {
            values.add(new SettingValue(key, node.plain(), file + ":" + node.line()));
          }
        });
  }

  /** A section whose entries are all commented out reads as null. */
  private static boolean isEmptySection(String key, YamlNode node) {
    return node.value() == null
        && KnownSettings.all().keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }
}
