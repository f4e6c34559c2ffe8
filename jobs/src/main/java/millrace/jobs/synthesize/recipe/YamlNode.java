package millrace.jobs.synthesize.recipe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;

/**
 * A value of a YAML file.
 *
 * @param value a String, Number, Boolean or null, a List of nodes, or a Map of nodes by key
 * @param line of the file, from 1
 */
record YamlNode(Object value, int line) {

  /**
   * Reads a file that holds a map.
   *
   * @throws ConfigException when it cannot be read or is no YAML map
   */
  static YamlNode read(Path file) {
    YAMLFactory factory =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(Files.newBufferedReader(file))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ConfigException(
            "Cannot read recipe: " + file + ", no map, expected sections such as seed and stages");
      }
      return node(parser);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("no valid YAML");
      throw new ConfigException("Cannot read recipe: " + file + line + ", " + reason, e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read recipe: " + file + ", no readable file", e);
    }
  }

  private static YamlNode node(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    return new YamlNode(
        switch (parser.currentToken()) {
          case START_OBJECT -> map(parser);
          case START_ARRAY -> list(parser);
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
          case VALUE_TRUE -> Boolean.TRUE;
          case VALUE_FALSE -> Boolean.FALSE;
          case VALUE_NULL -> null;
          default -> parser.getText();
        },
        line);
  }

  private static Map<String, YamlNode> map(JsonParser parser) throws IOException {
    Map<String, YamlNode> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      map.put(key, new YamlNode(node(parser).value(), line));
    }
    return map;
  }

  private static List<YamlNode> list(JsonParser parser) throws IOException {
    List<YamlNode> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(node(parser));
    }
    return list;
  }

  /** The value with plain lists and maps in it. */
  Object plain() {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, node) -> plain.put((String) key, ((YamlNode) node).plain()));
      return plain;
    }
    if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(node -> plain.add(((YamlNode) node).plain()));
      return plain;
    }
    return value;
  }

  /** Adds every scalar below to {@code values}, by its path. */
  void flatten(String path, Map<String, String> values) {
    if (value instanceof Map<?, ?> map) {
      String prefix = path.isEmpty() ? "" : path + ".";
      map.forEach((key, node) -> ((YamlNode) node).flatten(prefix + key, values));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        ((YamlNode) list.get(i)).flatten(path + "[" + i + "]", values);
      }
    } else {
      values.put(path, String.valueOf(value));
    }
  }
}
