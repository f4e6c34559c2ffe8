package millrace.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.engine.api.ConfigException;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.NamedSampling;

/** Makes the settings of a sweep of a grid and a list, and checks each of them. */
public final class SweepSettings {
  /** Most settings of a sweep: each is a column of the page and a request of each row. */
  static final int MOST = 256;

  private static final int LONGEST_NAME = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final SamplingParams defaults;
  private final Map<String, NamedSampling> byName = new LinkedHashMap<>();
  private final Map<SamplingParams, String> byEffect = new HashMap<>();

  private SweepSettings(SamplingParams defaults) {
    this.defaults = defaults;
  }

  /**
   * The settings: first the points of the grid, the last field changing fastest, then the list.
   *
   * @param file with a grid or a list or both; null when there is none
   * @param options fields of the grid as {@code field=value,value}, each in place of the file's
   * @param defaults the job's sampling, which holds for what a setting does not name
   * @throws ConfigException naming what is wrong
   */
  public static List<NamedSampling> of(Path file, List<String> options, SamplingParams defaults) {
    Map<String, SweepFile.Axis> grid = new LinkedHashMap<>();
    List<SweepFile.Entry> list = new ArrayList<>();
    if (file != null) {
      SweepFile read = SweepFile.read(file);
      read.grid().forEach(axis -> grid.put(axis.field(), axis));
      list.addAll(read.list());
    }
    Set<String> given = new LinkedHashSet<>();
    for (String option : options) {
      SweepFile.Axis axis = SweepFile.option(option);
      if (!given.add(axis.field())) {
        throw new ConfigException("Cannot use sweep: --grid " + axis.field() + ", given twice");
      }
      grid.put(axis.field(), axis);
    }
    SweepSettings settings = new SweepSettings(defaults);
    settings.addGrid(List.copyOf(grid.values()));
    list.forEach(settings::add);
    return settings.result();
  }

  private List<NamedSampling> result() {
    if (byName.isEmpty()) {
      throw new ConfigException(
          "Cannot use sweep: no settings, expected a grid or a list in --sweep, or --grid");
    }
    return List.copyOf(byName.values());
  }

  private void addGrid(List<SweepFile.Axis> axes) {
    long points = axes.isEmpty() ? 0 : 1;
    for (SweepFile.Axis axis : axes) {
      requireKnown(axis.field(), axis.origin());
      if (axis.values().isEmpty()) {
        throw new ConfigException(
            "Cannot use sweep: " + axis.field() + ", no values, at least 1, " + axis.origin());
      }
      points = Math.min(MOST + 1L, points * axis.values().size());
    }
    requireFew(points, "the grid");
    for (int point = 0; point < points; point++) {
      addPoint(axes, point);
    }
  }

  private void addPoint(List<SweepFile.Axis> axes, int point) {
    Object[] values = new Object[axes.size()];
    int left = point;
    for (int i = axes.size() - 1; i >= 0; i--) {
      List<Object> choices = axes.get(i).values();
      values[i] = choices.get(left % choices.size());
      left /= choices.size();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      fields.put(axes.get(i).field(), values[i]);
    }
    String origins =
        axes.stream().map(SweepFile.Axis::origin).distinct().collect(Collectors.joining("; "));
    add(new SweepFile.Entry(null, fields, origins));
  }

  private void add(SweepFile.Entry entry) {
    entry.fields().keySet().forEach(field -> requireKnown(field, entry.origin()));
    SamplingParams effect = effect(entry);
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : entry.fields().keySet()) {
      fields.put(field, SamplingField.byLabel(field).valueIn(effect));
    }
    String name = entry.name() == null ? nameOf(fields) : entry.name();
    requireName(name, entry.origin());
    String same = byEffect.put(effect, name);
    if (same != null) {
      throw new ConfigException(
          "Cannot use sweep: %s and %s are the same settings, %s"
              .formatted(same, name, entry.origin()));
    }
    if (byName.put(name, new NamedSampling(name, fields)) != null) {
      throw new ConfigException(
          "Cannot use sweep: " + name + ", two settings of that name, " + entry.origin());
    }
    requireFew(byName.size(), "grid and list");
  }

  private SamplingParams effect(SweepFile.Entry entry) {
    try {
      return defaults.with(entry.fields());
    } catch (RowException e) {
      String problem = e.getMessage().replaceFirst("^Cannot sample: ", "");
      String name = entry.name() == null ? "" : "setting " + entry.name() + ", ";
      throw new ConfigException("Cannot use sweep: " + name + problem + ", " + entry.origin(), e);
    }
  }

  private static void requireKnown(String field, String origin) {
    if (SamplingField.byLabel(field) == null) {
      throw new ConfigException(
          "Cannot use sweep: " + field + ", no sampling field as temperature or top_p, " + origin);
    }
  }

  private static void requireName(String name, String origin) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new ConfigException(
          "Cannot use sweep: name, %s, must have 1 … %d characters, give it one in list, %s"
              .formatted(name.isBlank() ? "empty" : name, LONGEST_NAME, origin));
    }
  }

  private static void requireFew(long settings, String where) {
    if (settings > MOST) {
      throw new ConfigException(
          "Cannot use sweep: settings, more than " + MOST + ", at most " + MOST + ", " + where);
    }
  }

  /** For example {@code temperature=0.7,top_p=0.9}; the job's own settings are {@code default}. */
  private static String nameOf(Map<String, Object> fields) {
    return fields.isEmpty()
        ? "default"
        : fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + textOf(field.getValue()))
            .collect(Collectors.joining(","));
  }

  private static String textOf(Object value) {
    if (value instanceof Double number) {
      BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
      return exact.toPlainString();
    }
    try {
      return value instanceof Number ? value.toString() : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot name setting: " + value, e);
    }
  }
}
