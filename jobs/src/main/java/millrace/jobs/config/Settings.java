package millrace.jobs.config;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/**
 * Effective settings: every known key has its value. Immutable; made by {@link SettingsBuilder}.
 */
public final class Settings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Object> values;
  private final Map<String, String> spark;
  private final List<NamedSampling> sweep;

  Settings(Map<String, Object> values, Map<String, String> spark) {
    this(values, spark, List.of());
  }

  private Settings(
      Map<String, Object> values, Map<String, String> spark, List<NamedSampling> sweep) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
    this.sweep = List.copyOf(sweep);
  }

  /** The defaults alone. */
  public static Settings defaults() {
    return new SettingsBuilder().build();
  }

  /** The value of a text or choice setting, "" when unset. */
  public String text(Setting setting) {
    return (String) values.get(setting.key());
  }

  /** The value of a whole number or byte size. */
  public long whole(Setting setting) {
    return (Long) values.get(setting.key());
  }

  /** The value of a whole number whose range lies within int. */
  public int count(Setting setting) {
    return Math.toIntExact(whole(setting));
  }

  /** The value of a real number. */
  public double real(Setting setting) {
    return (Double) values.get(setting.key());
  }

  /** The value of a flag. */
  public boolean isOn(Setting setting) {
    return (Boolean) values.get(setting.key());
  }

  /** Sampling parameters of every row that does not say otherwise. */
  public SamplingParams sampling() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (SamplingField field : SamplingField.values()) {
      fields.put(field.label(), values.get(KnownSettings.sampling(field).key()));
    }
    return SamplingParams.defaults().with(fields);
  }

  /** What people call the model: embedded, its name on the hub, or its file name. */
  public String modelName() {
    String model = text(KnownSettings.MODEL);
    boolean isName = model.equals(KnownSettings.MODEL.defaultValue()) || model.startsWith("hf:");
    return isName ? model : String.valueOf(Path.of(model).getFileName());
  }

  /** The engine's part. */
  public EngineSettings engine() {
    return new EngineSettings(
        Compute.valueOf(text(KnownSettings.COMPUTE).toUpperCase(Locale.ROOT)),
        count(KnownSettings.THREADS),
        count(KnownSettings.MAX_SEQUENCES),
        count(KnownSettings.STEP_TOKENS),
        count(KnownSettings.CONTEXT),
        whole(KnownSettings.KV_CACHE_BYTES),
        KvType.valueOf(text(KnownSettings.KV_TYPE).toUpperCase(Locale.ROOT)),
        text(KnownSettings.PREFIX_CACHE).equals("on")
            ? EngineSettings.PrefixCache.ON
            : EngineSettings.PrefixCache.OFF,
        count(KnownSettings.SPECULATIVE_TOKENS),
        text(KnownSettings.BACKEND),
        text(KnownSettings.NOW).isEmpty() ? null : LocalDateTime.parse(text(KnownSettings.NOW)));
  }

  /** A copy with other values, each of the type that its setting has here. */
  public Settings with(Map<Setting, Object> changes) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changes.forEach((setting, value) -> changed.put(setting.key(), value));
    return new Settings(changed, spark, sweep);
  }

  /** A copy in which the templates' clock stands still at that time, to the second. */
  public Settings withNow(LocalDateTime now) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(KnownSettings.NOW.key(), ValueType.LocalTime.textOf(now));
    return new Settings(changed, spark, sweep);
  }

  /** A copy that completes each row with each of these, which were checked. */
  public Settings withSweep(List<NamedSampling> settings) {
    return new Settings(values, spark, settings);
  }

  /** The settings of a sweep; empty for a job that is none. */
  public List<NamedSampling> sweep() {
    return sweep;
  }

  /** Sampling parameters of every setting of a sweep, else the job's alone. */
  public List<SamplingParams> samplings() {
    SamplingParams own = sampling();
    return sweep.isEmpty()
        ? List.of(own)
        : sweep.stream().map(setting -> own.with(setting.fields())).toList();
  }

  /** Rows that one feeder of an engine keeps in flight. */
  public int rowsInFlight() {
    int configured = count(KnownSettings.ROWS_IN_FLIGHT);
    int requestsPerRow = Math.max(1, sweep.size());
    return configured == 0
        ? Math.max(2, 4 * count(KnownSettings.MAX_SEQUENCES) / requestsPerRow)
        : configured;
  }

  /** Settings that Spark gets as they are, {@code spark.*}. */
  public Map<String, String> spark() {
    return spark;
  }

  /** All values by key, in the order of the documentation. */
  public Map<String, Object> asMap() {
    return values;
  }

  /** The values that the rows of the output depend on, as text by key. */
  public Map<String, String> decidingRows() {
    Map<String, String> deciding = new LinkedHashMap<>();
    KnownSettings.all()
        .forEach(
            (key, setting) -> {
              if (setting.effect() == Setting.Effect.ROWS) {
                deciding.put(key, canonicalText(values.get(key)));
              }
            });
    if (!sweep.isEmpty()) {
      deciding.put("sweep", sweep.stream().map(NamedSampling::name).collect(joining("; ")));
      sweep.forEach(one -> deciding.put("sweep." + one.name(), canonicalText(one.fields())));
    }
    return deciding;
  }

  private static String canonicalText(Object value) {
    return Objects.toString(value instanceof Map<?, ?> map ? new TreeMap<>(map) : value);
  }
}
