package millrace.jobs.feed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.ScoreSettings;
import millrace.jobs.config.Settings;

/**
 * What a request asks for whose prompt is to be scored, whatever the job's and the row's sampling
 * say: log-probabilities and entropy of the prompt, and the one token that every request has.
 */
public final class Scoring {
  /** Fields that scoring leaves to job and row. */
  private static final List<SamplingField> KEPT =
      List.of(
          SamplingField.SEED, SamplingField.TIME_LIMIT_MS, SamplingField.TRUNCATE_PROMPT_TOKENS);

  private Scoring() {}

  /** The sampling fields by name. */
  public static Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(SamplingField.toMap(SamplingParams.greedy(1)));
    KEPT.forEach(field -> fields.remove(field.label()));
    fields.put("prompt_logprobs", 0);
    fields.put("entropy", true);
    fields.put("ignore_eos", true);
    return Collections.unmodifiableMap(fields);
  }

  /** Whether the job's rows are scored. */
  public static boolean isAskedFor(Settings settings) {
    return settings.text(ScoreSettings.TASK).equals(ScoreSettings.SCORE);
  }

  /** The sampling of the requests of a row that has none of its own. */
  public static List<SamplingParams> samplingsOf(Settings settings) {
    return isAskedFor(settings)
        ? List.of(settings.sampling().with(fields()))
        : settings.samplings();
  }
}
