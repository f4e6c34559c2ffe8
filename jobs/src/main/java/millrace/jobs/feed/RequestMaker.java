package millrace.jobs.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.sampling.Seeds;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/** Makes the engine's request of a row: the job's sampling, the row's own, and a seed. */
public final class RequestMaker {
  private static final int MOST_SAMPLES = 10_000;

  private final SamplingParams defaults;
  private final Map<String, ?> forced;
  private final long jobSeed;
  private final Duration timeLimit;

  private RequestMaker(Settings settings, Map<String, ?> forced) {
    this.defaults = settings.sampling();
    this.forced = forced;
    this.jobSeed = settings.whole(KnownSettings.SEED);
    double seconds = settings.real(KnownSettings.ROW_SECONDS);
    this.timeLimit = seconds == 0 ? null : Duration.ofNanos((long) (seconds * 1e9));
  }

  /** The settings' sampling, where a row has none of its own; {@link Scoring} where they say so. */
  public static RequestMaker of(Settings settings) {
    return new RequestMaker(settings, Scoring.isAskedFor(settings) ? Scoring.fields() : Map.of());
  }

  /** As {@link #of}, with sampling fields that win over the row's. */
  public static RequestMaker forcing(Settings settings, Map<String, ?> forced) {
    return new RequestMaker(settings, Map.copyOf(forced));
  }

  /**
   * The request for a row.
   *
   * @throws RowException with the row's own error, or INVALID_SAMPLING
   */
  public GenerationRequest request(Row<?> row) {
    if (row.error() != null) {
      throw new RowException(row.error().code(), row.error().message());
    }
    SamplingParams own = row.sampling() == null ? defaults : defaults.with(row.sampling());
    SamplingParams all = own.with(forced);
    SamplingParams seeded = all.seed() == null ? all.withSeed(derivedSeed(row)) : all;
    return new GenerationRequest(row.id(), row.prompt(), seeded, timeLimit);
  }

  /** The completions of a request that failed: as many as it would have had samples. */
  public List<Completion> failed(Row<?> row, RowError error) {
    List<Completion> failed = new ArrayList<>();
    for (int sample = 0; sample < samples(row); sample++) {
      failed.add(Completion.failed(row.id(), sample, seed(row), error));
    }
    return failed;
  }

  private int samples(Row<?> row) {
    if (forced.get("n") instanceof Integer n) {
      return n;
    }
    boolean own =
        row.override("n") instanceof Number n
            && n.longValue() >= 1
            && n.longValue() <= MOST_SAMPLES;
    return own ? ((Number) row.override("n")).intValue() : defaults.n();
  }

  private long seed(Row<?> row) {
    if (row.override("seed") instanceof Number seed) {
      return seed.longValue();
    }
    return defaults.seed() == null ? derivedSeed(row) : defaults.seed();
  }

  private long derivedSeed(Row<?> row) {
    return Seeds.derive(jobSeed, row.id());
  }
}
