package millrace.jobs.synthesize.recipe;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.NearestKey;

/**
 * How a dataset is made.
 *
 * @param name of the file
 * @param values every scalar of the file by its path: what a rerun is compared with
 */
public record Recipe(
    String name,
    SeedSpec seed,
    List<StageSpec> stages,
    Optional<DeduplicateSpec> deduplicate,
    SplitSpec split,
    ExportSpec export,
    CardSpec card,
    Map<String, String> values) {

  /** What the paths of the card's values begin with. */
  public static final String CARD = "card.";

  public Recipe {
    stages = List.copyOf(stages);
    values = new LinkedHashMap<>(values);
  }

  /**
   * Reads a recipe. A relative path of the seed is taken from the recipe's folder.
   *
   * @throws ConfigException naming key, value, expectation and line
   */
  public static Recipe read(Path file) {
    return RecipeReader.read(file);
  }

  /**
   * Makes sure that every column is there where it is used.
   *
   * @param seedColumns what the seed has for templates
   * @throws ConfigException naming the place and the nearest column
   */
  public void requireColumns(Set<String> seedColumns) {
    Set<String> known = new TreeSet<>(seedColumns);
    for (int i = 0; i < stages.size(); i++) {
      StageSpec stage = stages.get(i);
      String path = "stages[" + i + "]";
      require(
          path + (stage.messages().isEmpty() ? ".prompt" : ".messages"),
          stage.promptColumns(),
          known);
      require(path + ".text", stage.textColumns(), known);
      addOutput(path, stage.output(), known);
    }
    deduplicate.ifPresent(
        spec -> require("deduplicate.columns", new TreeSet<>(spec.columns()), known));
    require("split.key", new TreeSet<>(split.key().stream().toList()), known);
    require("export.columns", new TreeSet<>(export.columns()), known);
    for (MessageTemplate message : export.chat()) {
      require("export.chat", RowTemplate.compile(message.content()).columns(), known);
    }
  }

  private void addOutput(String path, String output, Set<String> known) {
    Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    known.forEach(column -> folded.put(column, column));
    if (folded.containsKey(output)) {
      throw new ConfigException(
          "Cannot use recipe: %s.output, %s, the seed or an earlier stage has that column, %s"
              .formatted(path, output, name));
    }
    known.add(output);
  }

  private void require(String path, Set<String> columns, Set<String> known) {
    for (String column : columns) {
      if (!known.contains(column)) {
        String hint = NearestKey.question(column, known, "there are " + String.join(", ", known));
        throw new ConfigException(
            "Cannot use recipe: %s, column %s, missing, %s, %s"
                .formatted(path, column, hint, name));
      }
    }
  }
}
