package millrace.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.YamlNode;

/** Reads the settings of a sweep from YAML: a {@code grid}, a {@code list}, or both. */
final class SweepFile {
  private final Path file;
  private final List<Axis> grid = new ArrayList<>();
  private final List<Entry> list = new ArrayList<>();

  /**
   * A field of a grid.
   *
   * @param values to be combined with those of the other fields
   * @param origin for messages
   */
  record Axis(String field, List<Object> values, String origin) {}

  /** A setting of a list; without a name it is named by its fields. */
  record Entry(String name, Map<String, Object> fields, String origin) {}

  private SweepFile(Path file) {
    this.file = file;
  }

  /**
   * What a file says.
   *
   * @throws ConfigException when it cannot be read or says something else
   */
  static SweepFile read(Path file) {
    SweepFile sweep = new SweepFile(file);
    sweep.read(YamlNode.read(file, "sweep").orElse(new YamlNode(null, 1)));
    return sweep;
  }

  /** An option {@code field=value,value,…}; the values are read as YAML. */
  static Axis option(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(
          "Cannot use sweep: --grid " + text + ", expected field=value,value,…");
    }
    String field = text.substring(0, equals).strip();
    try {
      YamlNode values = YamlNode.parse("[" + text.substring(equals + 1) + "]").orElseThrow();
      return new Axis(field, List.copyOf((List<?>) values.plain()), "--grid");
    } catch (JsonProcessingException | NullPointerException e) {
      throw new ConfigException(
          "Cannot use sweep: --grid " + text + ", no list of values between commas", e);
    }
  }

  List<Axis> grid() {
    return grid;
  }

  List<Entry> list() {
    return list;
  }

  private void read(YamlNode root) {
    map(root, "top level", "a map with grid or list")
        .forEach(
            (key, part) -> {
              switch (key) {
                case "grid" -> readGrid(part);
                case "list" -> readList(part);
                default -> throw unexpected(key, "grid or list");
              }
            });
  }

  private void readGrid(YamlNode node) {
    map(node, "grid", "a map from sampling fields to lists of values")
        .forEach(
            (field, axis) -> {
              String place = "grid." + field;
              List<Object> values = new ArrayList<>();
              list(axis, place, "a list of values")
                  .forEach(value -> values.add(plain(value, place)));
              grid.add(new Axis(field, values, file + ", " + place));
            });
  }

  private void readList(YamlNode node) {
    List<YamlNode> settings =
        list(node, "list", "a list of settings, each a name and sampling fields");
    for (int i = 0; i < settings.size(); i++) {
      String place = "list[" + i + "]";
      Map<String, Object> fields = new LinkedHashMap<>();
      map(settings.get(i), place, "a name and sampling fields")
          .forEach((field, value) -> fields.put(field, plain(value, place)));
      Object name = fields.remove("name");
      list.add(new Entry(name == null ? null : name.toString(), fields, file + ", " + place));
    }
  }

  private Map<String, YamlNode> map(YamlNode node, String place, String expected) {
    return node.map().orElseThrow(() -> unexpected(place, expected));
  }

  private List<YamlNode> list(YamlNode node, String place, String expected) {
    return node.list().orElseThrow(() -> unexpected(place, expected));
  }

  private Object plain(YamlNode node, String place) {
    if (node.value() == null) {
      throw unexpected(place, "a value, not null");
    }
    return node.plain();
  }

  private ConfigException unexpected(String place, String expected) {
    return new ConfigException(
        "Cannot use sweep: " + file + ", " + place + ", expected " + expected);
  }
}
