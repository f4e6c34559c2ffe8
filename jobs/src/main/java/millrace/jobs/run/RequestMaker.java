package millrace.jobs.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.sampling.Seeds;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/** Makes the engine's request of a row: the job's sampling, the row's own, and a seed. */
final class RequestMaker {
  private static final int MOST_SAMPLES = 10_000;

  private final SamplingParams defaults;
  private final long jobSeed;
  private final Duration timeLimit;

  RequestMaker(Settings settings) {
    this.defaults = settings.sampling();
    this.jobSeed = settings.whole(KnownSettings.SEED);
    double seconds = settings.real(KnownSettings.ROW_SECONDS);
    this.timeLimit = seconds == 0 ? null : Duration.ofNanos((long) (seconds * 1e9));
  }

  /**
   * The request for a row.
   *
   * @throws RowException with the row's own error, or INVALID_SAMPLING
   */
  GenerationRequest request(PromptRow row) {
    if (row.error() != null) {
      throw new RowException(row.error().code(), row.error().message());
    }
    SamplingParams own =
        row.samplingOverrides() == null ? defaults : defaults.with(row.samplingOverrides());
    SamplingParams seeded = own.seed() == null ? own.withSeed(derivedSeed(row)) : own;
    return new GenerationRequest(row.id(), row.prompt(), seeded, timeLimit);
  }

  /** The rows of a request that failed: as many as it would have had samples. */
  List<Completion> failed(PromptRow row, RowError error) {
    List<Completion> failed = new ArrayList<>();
    for (int sample = 0; sample < samples(row); sample++) {
      failed.add(Completion.failed(row.id(), sample, seed(row), error));
    }
    return failed;
  }

  private int samples(PromptRow row) {
    boolean own =
        override(row, "n") instanceof Number n
            && n.longValue() >= 1
            && n.longValue() <= MOST_SAMPLES;
    return own ? ((Number) override(row, "n")).intValue() : defaults.n();
  }

  private long seed(PromptRow row) {
    if (override(row, "seed") instanceof Number seed) {
      return seed.longValue();
    }
    return defaults.seed() == null ? derivedSeed(row) : defaults.seed();
  }

  private long derivedSeed(PromptRow row) {
    return Seeds.derive(jobSeed, row.id());
  }

  private static Object override(PromptRow row, String field) {
    Map<String, ?> overrides = row.samplingOverrides();
    return overrides == null ? null : overrides.get(field);
  }
}
