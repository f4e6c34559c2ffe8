package millrace.jobs.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/**
 * Gathers settings from files, {@code --set} and dedicated options; what is added later wins. Every
 * value is checked, and a refusal names key, value, range and origin.
 */
public final class SettingsBuilder {
  private final Map<Setting, Object> values = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final Map<String, String> spark = new LinkedHashMap<>();

  /** Adds the settings of a YAML file. */
  public SettingsBuilder file(Path file) {
    SettingsFile.read(file).forEach(this::add);
    return this;
  }

  /** Adds one {@code key=value}; the value is read as YAML, so lists, maps and numbers work. */
  public SettingsBuilder assignment(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ConfigException("Cannot use setting: --set " + text + ", expected key=value");
    }
    String key = text.substring(0, equals).trim();
    add(new SettingValue(key, parse(text.substring(equals + 1)), "--set"));
    return this;
  }

  /** Adds the value of a dedicated option unless it is null, that is, not given. */
  public SettingsBuilder option(Setting setting, Object value, String option) {
    if (value != null) {
      add(new SettingValue(setting.key(), value, option));
    }
    return this;
  }

  /**
   * Adds a setting by its key.
   *
   * @param origin who says so, for messages
   */
  public SettingsBuilder value(String key, Object value, String origin) {
    add(new SettingValue(key, value, origin));
    return this;
  }

  /** Whether anything added so far says what that setting is to be. */
  public boolean has(Setting setting) {
    return values.containsKey(setting);
  }

  private void add(SettingValue given) {
    if (given.key().startsWith(KnownSettings.SPARK_PREFIX)) {
      spark.put(given.key(), String.valueOf(given.value()));
      return;
    }
    Setting setting = KnownSettings.all().get(given.key());
    if (setting == null) {
      throw unknown(given);
    }
    if (given.value() == null) {
      values.remove(setting);
      return;
    }
    Object value = setting.type().convert(given.value()).orElseThrow(() -> unfit(setting, given));
    values.put(setting, value);
    origins.put(setting.key(), given.origin());
  }

  /**
   * The settings, defaults filled in.
   *
   * @throws ConfigException for a sampling value out of its range
   */
  public Settings build() {
    Map<String, Object> all = new LinkedHashMap<>();
    SamplingParams sampling = buildSampling();
    for (Setting setting : KnownSettings.all().values()) {
      Object value =
          setting.type() instanceof ValueType.Sampling type
              ? type.field().valueIn(sampling)
              : values.getOrDefault(setting, setting.defaultValue());
      all.put(setting.key(), value);
    }
    return new Settings(all, spark);
  }

  private SamplingParams buildSampling() {
    Map<String, Object> overrides = new LinkedHashMap<>();
    for (SamplingField field : SamplingField.values()) {
      Object value = values.get(KnownSettings.sampling(field));
      if (value != null) {
        overrides.put(field.label(), value);
      }
    }
    try {
      SamplingParams sampling = SamplingParams.defaults().with(overrides);
      String jars = spark.getOrDefault("spark.jars", "");
      if (!sampling.stopCondition().isEmpty()) {
        StopConditionCheck.check(sampling.stopCondition(), jars);
      }
      return sampling;
    } catch (RowException e) {
      String problem = e.getMessage().replaceFirst("^Cannot sample: ", "sampling.");
      String key = problem.substring(0, Math.max(0, problem.indexOf(',')));
      String origin = Optional.ofNullable(origins.get(key)).map(o -> ", " + o).orElse("");
      throw new ConfigException("Cannot use setting: " + problem + origin, e);
    }
  }

  private static ConfigException unknown(SettingValue given) {
    String hint =
        NearestKey.question(
            given.key(), KnownSettings.all().keySet(), "see ./millrace generate --help-settings");
    return new ConfigException(
        "Cannot use setting: " + given.key() + ", unknown key, " + hint + ", " + given.origin());
  }

  private static ConfigException unfit(Setting setting, SettingValue given) {
    return new ConfigException(
        "Cannot use setting: %s, %s, must be %s, %s"
            .formatted(setting.key(), given.value(), setting.type().expectation(), given.origin()));
  }

  /** YAML where it is YAML; text such as {@code ###}, which YAML takes for a comment, as it is. */
  private static Object parse(String text) {
    try {
      Object value = new YAMLMapper().readValue(text, Object.class);
      boolean unsets = text.isBlank() || text.strip().equals("null") || text.strip().equals("~");
      return value == null && !unsets ? text : value;
    } catch (JsonProcessingException e) {
      return text;
    }
  }
}
