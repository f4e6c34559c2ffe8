package millrace.jobs.synthesize.recipe;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import millrace.engine.api.StopReason;
import millrace.jobs.config.NearestKey;
import millrace.jobs.synthesize.filter.CustomFilter;
import millrace.jobs.synthesize.filter.JsonFilter;
import millrace.jobs.synthesize.filter.LengthFilter;
import millrace.jobs.synthesize.filter.NamedFilter;
import millrace.jobs.synthesize.filter.PerplexityFilter;
import millrace.jobs.synthesize.filter.RegexFilter;
import millrace.jobs.synthesize.filter.ScriptFilter;
import millrace.jobs.synthesize.filter.StopReasonFilter;

/** Knows the filters: each is a map of one key, its kind, and what that asks. */
final class FilterReader {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "length", FilterReader::length,
          "matches", (fields, key) -> regex(fields, key, RegexFilter.Rule.MUST_MATCH),
          "excludes", (fields, key) -> regex(fields, key, RegexFilter.Rule.MUST_NOT_MATCH),
          "scripts", FilterReader::scripts,
          "json", FilterReader::json,
          "perplexity", FilterReader::perplexity,
          "stop_reason", FilterReader::stopReason,
          "custom", FilterReader::custom);

  private FilterReader() {}

  /** Reads one kind of filter. */
  private interface Kind {
    NamedFilter read(YamlFields fields, String key);
  }

  static NamedFilter read(YamlFields fields) {
    fields.allow(KINDS.keySet().toArray(new String[0]));
    if (fields.keys().size() != 1) {
      throw fields.refuse(
          fields.keys().isEmpty() ? "length" : fields.keys().get(1),
          "must stand in a list entry of its own, one filter each");
    }
    String key = fields.keys().get(0);
    return KINDS.get(key).read(fields, key);
  }

  private static NamedFilter length(YamlFields filter, String key) {
    YamlFields fields = filter.section(key).allow("unit", "min", "max");
    String unit = fields.choice("unit", "characters", "characters", "words", "tokens");
    long min = fields.whole("min", 0, 0, Integer.MAX_VALUE);
    long max = fields.whole("max", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
    requireBounds(fields, min, max);
    LengthFilter.Unit of = LengthFilter.Unit.valueOf(unit.toUpperCase(Locale.ROOT));
    return new LengthFilter(of, (int) min, (int) max);
  }

  private static void requireBounds(YamlFields fields, double min, double max) {
    if (!fields.has("min") && !fields.has("max")) {
      throw fields.refuse("min", "must be there, or max");
    }
    if (min > max) {
      throw fields.refuse("max", "must be at least min");
    }
  }

  private static NamedFilter regex(YamlFields fields, String key, RegexFilter.Rule rule) {
    try {
      return new RegexFilter(rule, Pattern.compile(fields.text(key)));
    } catch (PatternSyntaxException e) {
      throw fields.refuse(key, "must be a regular expression: " + e.getDescription());
    }
  }

  private static NamedFilter scripts(YamlFields filter, String key) {
    YamlFields fields = filter.section(key).allow("of", "min");
    TreeSet<String> scripts = new TreeSet<>();
    for (String script : fields.texts("of")) {
      try {
        scripts.add(UnicodeScript.forName(script).name());
      } catch (IllegalArgumentException e) {
        throw fields.refuse("of", "must be names of Unicode scripts, such as Latin or Han");
      }
    }
    if (scripts.isEmpty()) {
      throw fields.refuse("of", "must be names of Unicode scripts, such as Latin or Han");
    }
    return new ScriptFilter(List.copyOf(scripts), fields.real("min", 0.9, 0, 1));
  }

  private static NamedFilter json(YamlFields filter, String key) {
    if (!filter.isSection(key)) {
      if (!filter.text(key).equals("valid")) {
        throw filter.refuse(key, "must be valid, or a map with required keys");
      }
      return new JsonFilter(List.of());
    }
    return new JsonFilter(filter.section(key).allow("required").texts("required"));
  }

  private static NamedFilter perplexity(YamlFields filter, String key) {
    YamlFields fields = filter.section(key).allow("min", "max");
    double min = fields.real("min", 1, 1, Double.MAX_VALUE);
    double max = fields.real("max", Double.MAX_VALUE, 1, Double.MAX_VALUE);
    requireBounds(fields, min, max);
    return new PerplexityFilter(min, max);
  }

  private static NamedFilter stopReason(YamlFields fields, String key) {
    TreeSet<String> known = new TreeSet<>();
    for (StopReason reason : StopReason.values()) {
      known.add(reason.label());
    }
    known.remove(StopReason.ERROR.label());
    for (String reason : fields.texts(key)) {
      if (!known.contains(reason)) {
        String question = NearestKey.question(reason, known, "");
        throw fields.refuse(
            key,
            "must be of " + String.join(", ", known) + (question.isEmpty() ? "" : ", " + question));
      }
    }
    return new StopReasonFilter(fields.texts(key));
  }

  private static NamedFilter custom(YamlFields fields, String key) {
    String[] parts = fields.text(key).split(":", 2);
    try {
      return CustomFilter.find(parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
    } catch (IllegalArgumentException e) {
      throw fields.refuse(key, e.getMessage());
    }
  }
}
