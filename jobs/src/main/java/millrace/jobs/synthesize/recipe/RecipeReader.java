package millrace.jobs.synthesize.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.YamlNode;

/** Knows the sections of a recipe and what may stand in them. */
final class RecipeReader {
  private static final long MOST_ROWS_PER_FILE = 100_000_000;

  private RecipeReader() {}

  static Recipe read(Path file) {
    YamlNode yaml =
        YamlNode.read(file, "recipe")
            .filter(node -> node.map().isPresent())
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Cannot read recipe: "
                            + file
                            + ", no map, expected sections such as seed and stages"));
    YamlFields root = YamlFields.root(yaml, file);
    root.allow("seed", "stages", "deduplicate", "split", "export", "card");
    Map<String, String> values = new LinkedHashMap<>();
    yaml.flatten("", values);
    values.remove("seed.path"); // files that were moved are the same files
    return new Recipe(
        String.valueOf(file.getFileName()),
        seed(root.section("seed"), file),
        stages(root),
        root.optionalSection("deduplicate").map(RecipeReader::deduplicate),
        root.optionalSection("split")
            .map(RecipeReader::split)
            .orElse(new SplitSpec(0, Optional.empty())),
        root.optionalSection("export").map(RecipeReader::export).orElse(defaultExport()),
        card(root.section("card")),
        values);
  }

  private static SeedSpec seed(YamlFields fields, Path file) {
    fields.allow("path", "format", "id", "limit", "columns");
    String path = fields.text("path");
    return new SeedSpec(
        located(path, file),
        fields.choice("format", formatOf(path), "parquet", "jsonl", "csv"),
        fields.optionalText("id").orElse(""),
        fields.whole("limit", 0, 1, Long.MAX_VALUE),
        fields.texts("columns"));
  }

  private static String formatOf(String path) {
    String lower = path.toLowerCase(Locale.ROOT).replaceAll("\\.(gz|bz2|zst)$", "");
    if (lower.endsWith(".csv")) {
      return "csv";
    }
    boolean json = lower.endsWith(".jsonl") || lower.endsWith(".ndjson") || lower.endsWith(".json");
    return json ? "jsonl" : "parquet";
  }

  /** A path without a scheme is taken from the recipe's folder. */
  private static String located(String path, Path recipe) {
    if (path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
      return path;
    }
    Path folder = recipe.toAbsolutePath().getParent();
    return "file://" + folder.resolve(path).normalize();
  }

  private static List<StageSpec> stages(YamlFields root) {
    List<StageSpec> stages = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields fields : root.sections("stages")) {
      stages.add(StageReader.read(fields));
      if (!names.add(fields.text("name").toLowerCase(Locale.ROOT))) {
        throw fields.refuse("name", "must differ from those of the other stages");
      }
    }
    if (stages.isEmpty()) {
      throw root.refuse("stages", "must be a list of at least one stage");
    }
    return stages;
  }

  private static DeduplicateSpec deduplicate(YamlFields fields) {
    fields.allow("columns", "near");
    if (fields.texts("columns").isEmpty()) {
      throw fields.refuse("columns", "must be a list of columns");
    }
    return new DeduplicateSpec(
        fields.texts("columns"), fields.optionalSection("near").map(RecipeReader::near));
  }

  private static DeduplicateSpec.Near near(YamlFields fields) {
    fields.allow("shingles", "size", "threshold");
    String shingles = fields.choice("shingles", "words", "words", "characters");
    int size = (int) fields.whole("size", shingles.equals("words") ? 3 : 5, 1, 100);
    return new DeduplicateSpec.Near(shingles, size, fields.real("threshold", 0.8, 0.1, 1));
  }

  private static SplitSpec split(YamlFields fields) {
    fields.allow("test", "key");
    return new SplitSpec(fields.real("test", 0, 0, 1), fields.optionalText("key"));
  }

  private static ExportSpec defaultExport() {
    return new ExportSpec(List.of(), List.of(), ExportSpec.ROWS_PER_FILE);
  }

  private static ExportSpec export(YamlFields fields) {
    fields.allow("columns", "chat", "rows_per_file");
    return new ExportSpec(
        fields.texts("columns"),
        StageReader.messages(fields, "chat"),
        fields.whole("rows_per_file", ExportSpec.ROWS_PER_FILE, 1, MOST_ROWS_PER_FILE));
  }

  private static CardSpec card(YamlFields fields) {
    fields.allow("title", "description", "language", "license", "model_license", "tags");
    return new CardSpec(
        fields.text("title"),
        fields.optionalText("description").orElse(""),
        fields.texts("language"),
        fields.optionalText("license").orElse("unknown"),
        fields.text("model_license"),
        fields.texts("tags"));
  }
}
