package millrace.jobs.run;

import java.util.List;
import millrace.datasets.completions.OptionalColumn;
import millrace.datasets.prompts.PromptSchema;
import millrace.engine.api.ConfigException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.ScoreSettings;
import millrace.jobs.config.Setting;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.Scoring;

/** Refuses output columns that no row could fill. */
final class RequestedColumns {
  private RequestedColumns() {}

  /**
   * Checks that the columns that are asked for have something to show.
   *
   * @throws ConfigException when neither the job's sampling nor a row's can ask the engine for it
   */
  static void check(Settings settings, PromptSchema prompts) {
    if (Scoring.isAskedFor(settings)) {
      checkScores(settings);
      return;
    }
    String continuation = settings.text(ScoreSettings.COMPLETION_COLUMN);
    if (!continuation.isEmpty()) {
      throw new ConfigException(
          "Cannot use setting: %s, %s, must be unset, only score has a use for it"
              .formatted(ScoreSettings.COMPLETION_COLUMN.key(), continuation));
    }
    List<SamplingParams> samplings = settings.samplings();
    require(
        samplings.stream().anyMatch(each -> each.logprobs() >= 0),
        settings,
        KnownSettings.OUTPUT_LOGPROBS,
        SamplingField.LOGPROBS,
        prompts);
    require(
        samplings.stream().anyMatch(each -> each.promptLogprobs() >= 0),
        settings,
        KnownSettings.OUTPUT_PROMPT_LOGPROBS,
        SamplingField.PROMPT_LOGPROBS,
        prompts);
    require(
        samplings.stream().anyMatch(each -> each.entropy().isOn()),
        settings,
        ScoreSettings.OUTPUT_MEAN_ENTROPY,
        SamplingField.ENTROPY,
        prompts);
  }

  private static void checkScores(Settings settings) {
    if (!settings.sweep().isEmpty()) {
      throw new ConfigException(
          "Cannot use setting: job.task, score, must be generate, a sweep draws completions");
    }
    for (OptionalColumn column : UnitFormat.optionalColumns(settings)) {
      if (!OptionalColumn.ofScores().contains(column)) {
        throw new ConfigException(
            "Cannot use setting: output.%s, true, must be false, scores have no such column"
                .formatted(column.label()));
      }
    }
  }

  private static void require(
      boolean asked, Settings settings, Setting column, SamplingField field, PromptSchema prompts) {
    if (settings.isOn(column) && !asked && !prompts.setsSampling(field)) {
      throw new ConfigException(
          "Cannot use setting: %s, true, needs %s, or that field in the sampling of the rows"
              .formatted(column.key(), KnownSettings.sampling(field).key()));
    }
  }
}
