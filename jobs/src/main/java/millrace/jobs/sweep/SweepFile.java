package millrace.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;

/** Reads the settings of a sweep from YAML: a {@code grid}, a {@code list}, or both. */
final class SweepFile {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

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
    try {
      JsonNode root = YAML.readTree(Files.newBufferedReader(file));
      SweepFile sweep = new SweepFile(file);
      sweep.read(root);
      return sweep;
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("no valid YAML");
      throw new ConfigException("Cannot read sweep: " + file + line + ", " + reason, e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read sweep: " + file + ", no readable file", e);
    }
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
      Object values = YAML.readValue("[" + text.substring(equals + 1) + "]", Object.class);
      return new Axis(field, List.copyOf((List<?>) values), "--grid");
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

  private void read(JsonNode root) {
    if (!root.isObject()) {
      throw unexpected("top level", "a map with grid or list");
    }
    root.fields()
        .forEachRemaining(
            part -> {
              switch (part.getKey()) {
                case "grid" -> readGrid(part.getValue());
                case "list" -> readList(part.getValue());
                default -> throw unexpected(part.getKey(), "grid or list");
              }
            });
  }

  private void readGrid(JsonNode node) {
    if (!node.isObject()) {
      throw unexpected("grid", "a map from sampling fields to lists of values");
    }
    node.fields()
        .forEachRemaining(
            axis -> {
              String place = "grid." + axis.getKey();
              if (!axis.getValue().isArray()) {
                throw unexpected(place, "a list of values");
              }
              List<Object> values = new ArrayList<>();
              axis.getValue().forEach(value -> values.add(plain(value, place)));
              grid.add(new Axis(axis.getKey(), values, file + ", " + place));
            });
  }

  private void readList(JsonNode node) {
    if (!node.isArray()) {
      throw unexpected("list", "a list of settings, each a name and sampling fields");
    }
    for (int i = 0; i < node.size(); i++) {
      String place = "list[" + i + "]";
      if (!node.get(i).isObject()) {
        throw unexpected(place, "a name and sampling fields");
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      node.get(i)
          .fields()
          .forEachRemaining(field -> fields.put(field.getKey(), plain(field.getValue(), place)));
      Object name = fields.remove("name");
      list.add(new Entry(name == null ? null : name.toString(), fields, file + ", " + place));
    }
  }

  private Object plain(JsonNode value, String place) {
    if (value.isNull()) {
      throw unexpected(place, "a value, not null");
    }
    return YAML.convertValue(value, Object.class);
  }

  private ConfigException unexpected(String place, String expected) {
    return new ConfigException(
        "Cannot use sweep: " + file + ", " + place + ", expected " + expected);
  }
}
