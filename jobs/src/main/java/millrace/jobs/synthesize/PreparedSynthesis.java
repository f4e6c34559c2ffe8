package millrace.jobs.synthesize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.Settings;
import millrace.jobs.output.JobIdentity;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.run.Preflight;
import millrace.jobs.synthesize.recipe.Recipe;
import org.apache.hadoop.conf.Configuration;

/** A recipe that passed the checks that need no Spark; nothing of it is written yet. */
public final class PreparedSynthesis {
  private final Recipe recipe;
  private final Settings settings;
  private final List<PreparedStage> stages;
  private final OutputDirectory output;
  private final OutputDirectory.State state;
  private final JobIdentity identity;
  private final SynthesisTools tools;

  private PreparedSynthesis(
      Recipe recipe,
      SynthesisTools tools,
      String outputPath,
      Preflight.Existing existing,
      Configuration hadoop)
      throws IOException {
    this.recipe = recipe;
    this.tools = tools;
    this.settings = tools.settings().get().build();
    String seed = SeedFiles.describe(recipe.seed().path(), hadoop);
    List<PreparedStage> prepared = new ArrayList<>();
    recipe.stages().forEach(stage -> prepared.add(PreparedStage.of(stage, tools)));
    this.stages = List.copyOf(prepared);
    this.identity = identity(seed);
    this.output = OutputDirectory.at(outputPath, hadoop);
    output.requireUnlocked();
    this.state =
        existing == Preflight.Existing.OVERWRITE ? output.checkClearable() : output.check(identity);
  }

  /**
   * Checks a recipe: settings, models, seed and what the output folder holds. Writes nothing.
   *
   * @throws ConfigException naming what is wrong
   * @throws millrace.engine.api.ModelFileException when a model is damaged or unsupported
   */
  public static PreparedSynthesis check(
      Recipe recipe,
      SynthesisTools tools,
      String outputPath,
      Preflight.Existing existing,
      Configuration hadoop) {
    try {
      return new PreparedSynthesis(recipe, tools, outputPath, existing, hadoop);
    } catch (IOException e) {
      throw new ConfigException("Cannot write output: " + outputPath + ", " + e.getMessage(), e);
    }
  }

  /** The card is left out: it is written anew when it alone differs. */
  private JobIdentity identity(String seed) {
    Map<String, String> values = new LinkedHashMap<>();
    recipe
        .values()
        .forEach(
            (key, value) -> {
              if (!key.startsWith(Recipe.CARD)) {
                values.put("recipe." + key, value);
              }
            });
    values.put("seed.files", seed);
    for (PreparedStage stage : stages) {
      values.put(stage.spec().name() + ".model.sha256", stage.model().sha256());
    }
    values.putAll(settings.decidingRows());
    return new JobIdentity(values);
  }

  /** What came of it, when it was made and nothing is left to do, card included. */
  public Optional<DatasetSummary> finished() throws IOException {
    return state == OutputDirectory.State.FINISHED
        ? output.finished(DatasetSummary.class).filter(done -> done.card().equals(card()))
        : Optional.empty();
  }

  /** What the recipe says of the card, by key. */
  Map<String, String> card() {
    Map<String, String> card = new LinkedHashMap<>(recipe.values());
    card.keySet().removeIf(key -> !key.startsWith(Recipe.CARD));
    return card;
  }

  /** What is to be made. */
  public Recipe recipe() {
    return recipe;
  }

  /** Of the job, without those of a stage. */
  Settings settings() {
    return settings;
  }

  List<PreparedStage> stages() {
    return stages;
  }

  /** Where it goes. */
  public OutputDirectory output() {
    return output;
  }

  /** What the folder held. */
  OutputDirectory.State state() {
    return state;
  }

  /** What the dataset depends on. */
  JobIdentity identity() {
    return identity;
  }

  SynthesisTools tools() {
    return tools;
  }
}
