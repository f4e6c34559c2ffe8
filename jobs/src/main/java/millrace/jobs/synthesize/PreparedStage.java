package millrace.jobs.synthesize;

import java.util.Map;
import java.util.TreeMap;
import millrace.engine.api.ConfigException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.synthesize.recipe.StageSpec;
import millrace.jobs.weights.ModelFiles;

/**
 * A stage whose model was looked at.
 *
 * @param settings of its generation job
 */
record PreparedStage(StageSpec spec, Settings settings, ModelFiles model, ModelFacts facts) {

  /**
   * Puts the settings of a stage together and looks at its model.
   *
   * @throws ConfigException when a setting or the model does not fit
   */
  static PreparedStage of(StageSpec spec, SynthesisTools tools) {
    SettingsBuilder builder = tools.settings().get();
    String origin = "stage " + spec.name();
    spec.model().ifPresent(model -> builder.option(KnownSettings.MODEL, model, origin));
    for (SamplingField field : SamplingField.values()) {
      Object value = spec.sampling().get(field.label());
      builder.option(KnownSettings.sampling(field), value, origin);
    }
    builder.option(KnownSettings.sampling(SamplingField.N), spec.candidates(), origin);
    for (var setting : TABLE_SETTINGS.entrySet()) {
      builder.option(KnownSettings.all().get(setting.getKey()), setting.getValue(), origin);
    }
    Settings settings = builder.build();
    ModelFiles model = ModelFiles.at(tools.models().apply(settings));
    ModelFacts facts = tools.engines().inspect(model.path());
    if (!spec.messages().isEmpty() && !facts.hasTemplate()) {
      throw new ConfigException(
          "Cannot use recipe: stage %s, messages, the model %s has no chat template, use prompt or another model"
              .formatted(spec.name(), settings.modelName()));
    }
    return new PreparedStage(spec, settings, model, facts);
  }

  /** The prompt tables are of our own making, whatever other jobs are told of theirs. */
  private static final Map<String, Object> TABLE_SETTINGS =
      Map.of(
          KnownSettings.ID_COLUMN.key(),
          Columns.ID,
          KnownSettings.PROMPT_COLUMN.key(),
          Columns.PROMPT,
          KnownSettings.MESSAGES_COLUMN.key(),
          Columns.MESSAGES,
          KnownSettings.TOKEN_IDS_COLUMN.key(),
          "prompt_token_ids",
          KnownSettings.SAMPLING_COLUMN.key(),
          "sampling",
          KnownSettings.LIMIT.key(),
          0,
          KnownSettings.SKIP_DAMAGED.key(),
          false,
          KnownSettings.OUTPUT_PROMPT.key(),
          false);

  /** Sampling fields that are not the default, and the job's seed. */
  Map<String, String> shownSampling() {
    Map<String, String> shown = new TreeMap<>();
    SamplingParams sampling = settings.sampling();
    for (SamplingField field : SamplingField.values()) {
      Object value = field.valueIn(sampling);
      if (field != SamplingField.N
          && !String.valueOf(value)
              .equals(String.valueOf(field.valueIn(SamplingParams.defaults())))) {
        shown.put(field.label(), String.valueOf(value));
      }
    }
    shown.put(KnownSettings.SEED.key(), String.valueOf(settings.whole(KnownSettings.SEED)));
    return shown;
  }
}
