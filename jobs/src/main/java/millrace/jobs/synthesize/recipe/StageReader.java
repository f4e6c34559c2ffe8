package millrace.jobs.synthesize.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.synthesize.filter.NamedFilter;

/** Knows what may stand in a stage. */
final class StageReader {
  private static final int MOST_CANDIDATES = 1_000;
  private static final Set<String> OWN_COLUMNS = Set.of("id", "seed_id", StageSpec.COMPLETION);

  private StageReader() {}

  static StageSpec read(YamlFields fields) {
    fields.allow(
        "name",
        "prompt",
        "messages",
        "model",
        "sampling",
        "n",
        "output",
        "text",
        "keep",
        "filters");
    if (!fields.text("name").matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw fields.refuse("name", "must be letters, digits, _ and - only");
    }
    if (fields.has("prompt") == fields.has("messages")) {
      throw fields.refuse("prompt", "must be there, or messages, and not both");
    }
    String text = fields.optionalText("text").orElse("{{ " + StageSpec.COMPLETION + " }}");
    compile(fields, "text", text);
    Optional<String> prompt = fields.optionalText("prompt");
    prompt.ifPresent(template -> compile(fields, "prompt", template));
    return new StageSpec(
        fields.text("name"),
        prompt,
        messages(fields, "messages"),
        fields.optionalText("model"),
        fields.optionalSection("sampling").map(StageReader::sampling).orElse(Map.of()),
        (int) fields.whole("n", 1, 1, MOST_CANDIDATES),
        output(fields),
        text,
        keep(fields),
        filters(fields));
  }

  /** A list of role and content. */
  static List<MessageTemplate> messages(YamlFields fields, String key) {
    List<MessageTemplate> messages = new ArrayList<>();
    for (YamlFields message : fields.sections(key)) {
      message.allow("role", "content");
      String content = message.text("content");
      compile(message, "content", content);
      messages.add(
          new MessageTemplate(message.choice("role", "", "system", "user", "assistant"), content));
    }
    if (fields.has(key) && messages.isEmpty()) {
      throw fields.refuse(key, "must be a list of role and content");
    }
    return messages;
  }

  private static void compile(YamlFields fields, String key, String template) {
    try {
      RowTemplate.compile(template);
    } catch (ModelFileException e) {
      throw fields.refuse(key, e.getMessage().replaceFirst("^Cannot compile chat template: ", ""));
    }
  }

  private static String output(YamlFields fields) {
    String output = fields.optionalText("output").orElse(fields.text("name"));
    if (!output.matches("[A-Za-z][A-Za-z0-9_]*") || OWN_COLUMNS.contains(output)) {
      throw fields.refuse(
          fields.has("output") ? "output" : "name",
          "must make a column name: letters, digits and _, none of id, seed_id, completion");
    }
    return output;
  }

  private static Keep keep(YamlFields fields) {
    String[] words = new String[Keep.values().length];
    for (Keep keep : Keep.values()) {
      words[keep.ordinal()] = keep.label();
    }
    return Keep.valueOf(fields.choice("keep", Keep.ALL.label(), words).toUpperCase(Locale.ROOT));
  }

  /** Checked field by field, so that a refusal can tell the line. */
  private static Map<String, Object> sampling(YamlFields fields) {
    List<String> known = new ArrayList<>();
    for (SamplingField field : SamplingField.values()) {
      if (field != SamplingField.N) {
        known.add(field.label());
      }
    }
    fields.allow(known.toArray(new String[0]));
    Map<String, Object> sampling = new LinkedHashMap<>();
    for (String key : fields.keys()) {
      try {
        SamplingParams.defaults().with(Map.of(key, fields.plain(key)));
      } catch (RowException e) {
        throw fields.refuse(key, e.getMessage().replaceFirst("^Cannot sample: [^,]*, [^,]*, ", ""));
      }
      sampling.put(key, fields.plain(key));
    }
    return sampling;
  }

  private static List<NamedFilter> filters(YamlFields fields) {
    List<NamedFilter> filters = new ArrayList<>();
    for (YamlFields filter : fields.sections("filters")) {
      filters.add(FilterReader.read(filter));
    }
    return filters;
  }
}
