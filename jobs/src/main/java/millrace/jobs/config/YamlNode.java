package millrace.jobs.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.engine.api.ConfigException;

/**
 * A value of a YAML file.
 *
 * @param value a String, Number, Boolean or null, a List of nodes, or a Map of nodes by key
 * @param line of the file, from 1; of an entry of a map, its key's
 */
public record YamlNode(Object value, int line) {
  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Reads a file.
   *
   * @param what the file is, for messages
   * @return empty when nothing stands in it
   * @throws ConfigException when it cannot be read or is no YAML
   */
  public static Optional<YamlNode> read(Path file, String what) {
    try (JsonParser parser = YAML.createParser(Files.newBufferedReader(file))) {
      return first(parser);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("no valid YAML");
      throw new ConfigException("Cannot read " + what + ": " + file + line + ", " + reason, e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read " + what + ": " + file + ", no readable file", e);
    }
  }

  /**
   * Reads a text.
   *
   * @return empty when nothing stands in it
   * @throws JsonProcessingException when it is no YAML
   */
  public static Optional<YamlNode> parse(String text) throws JsonProcessingException {
    try (JsonParser parser = YAML.createParser(text)) {
      return first(parser);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory can be read
    }
  }

  private static Optional<YamlNode> first(JsonParser parser) throws IOException {
    return parser.nextToken() == null ? Optional.empty() : Optional.of(node(parser));
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

  /** The nodes of a map; empty for other values. */
  @SuppressWarnings("unchecked") // as they were put in
  public Optional<Map<String, YamlNode>> map() {
    return value instanceof Map<?, ?> map
        ? Optional.of((Map<String, YamlNode>) map)
        : Optional.empty();
  }

  /** The nodes of a list; empty for other values. */
  @SuppressWarnings("unchecked") // as they were put in
  public Optional<List<YamlNode>> list() {
    return value instanceof List<?> list ? Optional.of((List<YamlNode>) list) : Optional.empty();
  }

  /** The value with plain lists and maps in it. */
  public Object plain() {
    if (map().isPresent()) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map().get().forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
    if (list().isPresent()) {
      List<Object> plain = new ArrayList<>();
      list().get().forEach(node -> plain.add(node.plain()));
      return plain;
    }
    return value;
  }

  /** Adds every scalar below to {@code values}, by its path. */
  public void flatten(String path, Map<String, String> values) {
    if (map().isPresent()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      map().get().forEach((key, node) -> node.flatten(prefix + key, values));
    } else if (list().isPresent()) {
      List<YamlNode> nodes = list().get();
      for (int i = 0; i < nodes.size(); i++) {
        nodes.get(i).flatten(path + "[" + i + "]", values);
      }
    } else {
      values.put(path, String.valueOf(value));
    }
  }
}
