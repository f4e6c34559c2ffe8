package millrace.jobs.synthesize.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.NearestKey;
import millrace.jobs.config.YamlNode;

/** The fields of one section of a recipe, with checks that name key, value and line. */
public final class YamlFields {
  private final Map<String, YamlNode> fields;
  private final int line;
  private final String path;
  private final String file;

  private YamlFields(Map<String, YamlNode> fields, int line, String path, String file) {
    this.fields = fields;
    this.line = line;
    this.path = path;
    this.file = file;
  }

  private static YamlFields of(YamlNode node, String path, String file) {
    Map<String, YamlNode> map =
        node.map()
            .orElseThrow(() -> refusal(path, node.value(), "must be a map", file, node.line()));
    return new YamlFields(map, node.line(), path, file);
  }

  /** The sections of a recipe. */
  static YamlFields root(YamlNode node, Path file) {
    return of(node, "", String.valueOf(file.getFileName()));
  }

  /** Refuses keys that are none of these. */
  public YamlFields allow(String... keys) {
    List<String> known = List.of(keys);
    fields.forEach(
        (key, node) -> {
          if (!known.contains(key)) {
            String hint =
                NearestKey.question(
                    key, known, "expected one of " + String.join(", ", new TreeSet<>(known)));
            throw refusal(at(key), "unknown key", hint, file, node.line());
          }
        });
    return this;
  }

  /** Whether there is a value. */
  public boolean has(String key) {
    return fields.containsKey(key) && fields.get(key).value() != null;
  }

  /** The keys in their order. */
  List<String> keys() {
    return List.copyOf(fields.keySet());
  }

  /** A text that must be there. */
  public String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key, "must be a text"));
  }

  /** A text, empty when not there. */
  public Optional<String> optionalText(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    Object value = fields.get(key).value();
    if (value instanceof Map || value instanceof List || String.valueOf(value).isBlank()) {
      throw refuse(key, "must be a text; a text that begins with a brace needs quotes");
    }
    return Optional.of(String.valueOf(value));
  }

  /** One of some words. */
  public String choice(String key, String otherwise, String... words) {
    String value = optionalText(key).orElse(otherwise);
    if (!List.of(words).contains(value)) {
      throw refuse(key, "must be one of " + String.join(", ", words));
    }
    return value;
  }

  /** A whole number; {@code otherwise} when not there. */
  public long whole(String key, long otherwise, long least, long most) {
    if (!has(key)) {
      return otherwise;
    }
    boolean isWhole =
        fields.get(key).value() instanceof Integer || fields.get(key).value() instanceof Long;
    if (!isWhole || number(key) < least || number(key) > most) {
      throw refuse(key, "must be a whole number in [" + least + ", " + most + "]");
    }
    return ((Number) fields.get(key).value()).longValue();
  }

  /** A number; {@code otherwise} when not there. */
  public double real(String key, double otherwise, double least, double most) {
    if (!has(key)) {
      return otherwise;
    }
    double value = number(key);
    if (!(value >= least && value <= most)) {
      String range = String.format(Locale.ROOT, "[%s, %s]", least, most);
      throw refuse(key, "must be a number in " + range);
    }
    return value;
  }

  private double number(String key) {
    return fields.get(key).value() instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** A list of texts, or one text; empty when not there. */
  public List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    Optional<List<YamlNode>> list = fields.get(key).list();
    if (list.isEmpty()) {
      return List.of(text(key));
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : list.get()) {
      Object value = item.value();
      if (value == null || value instanceof Map || value instanceof List) {
        throw refuse(key, "must be a list of texts");
      }
      texts.add(String.valueOf(value));
    }
    return texts;
  }

  /** Whether the value is a map. */
  public boolean isSection(String key) {
    return has(key) && fields.get(key).map().isPresent();
  }

  /** A section that must be there. */
  public YamlFields section(String key) {
    return optionalSection(key).orElseThrow(() -> missing(key, "must be a map"));
  }

  /** A section, empty when not there. */
  public Optional<YamlFields> optionalSection(String key) {
    return has(key) ? Optional.of(of(fields.get(key), at(key), file)) : Optional.empty();
  }

  /** A list of sections; empty when not there. */
  public List<YamlFields> sections(String key) {
    List<YamlFields> sections = new ArrayList<>();
    if (has(key)) {
      List<YamlNode> list = fields.get(key).list().orElseThrow(() -> refuse(key, "must be a list"));
      for (int i = 0; i < list.size(); i++) {
        sections.add(of(list.get(i), at(key) + "[" + i + "]", file));
      }
    }
    return sections;
  }

  /** The values as plain texts, numbers, lists and maps. */
  Object plain(String key) {
    return fields.get(key).plain();
  }

  /** A refusal of a value. */
  public ConfigException refuse(String key, String expectation) {
    YamlNode node = fields.get(key);
    return node == null
        ? missing(key, expectation)
        : refusal(at(key), node.plain(), expectation, file, node.line());
  }

  private ConfigException missing(String key, String expectation) {
    return refusal(at(key), "missing", expectation, file, line);
  }

  private static ConfigException refusal(
      String path, Object value, String expectation, String file, int line) {
    return new ConfigException(
        "Cannot use recipe: %s, %s, %s, %s:%d".formatted(path, value, expectation, file, line));
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
