package millrace.jobs.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;

/**
 * Reads a YAML settings file. Sections nest or are written with dots: {@code sampling: {top_k: 5}}
 * and {@code sampling.top_k: 5} mean the same. Every value remembers its line.
 */
public final class SettingsFile {
  private final JsonParser parser;
  private final String name;
  private final List<SettingValue> values = new ArrayList<>();

  private SettingsFile(JsonParser parser, String name) {
    this.parser = parser;
    this.name = name;
  }

  /**
   * The values of that file in their order.
   *
   * @throws ConfigException when the file cannot be read or is no YAML map
   */
  public static List<SettingValue> read(Path file) {
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (YAMLParser parser = factory.createParser(Files.newBufferedReader(file))) {
      return new SettingsFile(parser, file.toString()).readAll();
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("no valid YAML");
      throw new ConfigException("Cannot read settings: " + file + line + ", " + reason, e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read settings: " + file + ", no readable file", e);
    }
  }

  private List<SettingValue> readAll() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return List.of();
    }
    if (first != JsonToken.START_OBJECT) {
      throw new ConfigException(
          "Cannot read settings: " + name + ", not a map, expected lines such as job.seed: 1");
    }
    readSection("");
    return List.copyOf(values);
  }

  private void readSection(String prefix) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = prefix + parser.currentName();
      String origin = name + ":" + parser.currentTokenLocation().getLineNr();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && !KnownSettings.all().containsKey(key)) {
        readSection(key + ".");
      } else if (!isEmptySection(key, token)) {
        values.add(new SettingValue(key, readValue(token), origin));
      }
    }
  }

  /** A section whose entries are all commented out reads as null. */
  private static boolean isEmptySection(String key, JsonToken token) {
    return token == JsonToken.VALUE_NULL
        && KnownSettings.all().keySet().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private Object readValue(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> readMap();
      case START_ARRAY -> readList();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  private Map<String, Object> readMap() throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      map.put(key, readValue(parser.nextToken()));
    }
    return map;
  }

  private List<Object> readList() throws IOException {
    List<Object> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(readValue(token));
    }
    return list;
  }
}
