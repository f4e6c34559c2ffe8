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
import millrace.jobs.config.NamedSampling;
import millrace.jobs.config.Settings;

/**
 * Makes the engine's requests of a row: the job's sampling, over it the row's own, over that the
 * setting's of a sweep, and a seed.
 */
public final class RequestMaker {
  private static final int MOST_SAMPLES = 10_000;

  private final SamplingParams defaults;
  private final List<? extends Map<String, ?>> forced;
  private final long jobSeed;
  private final Duration timeLimit;

  /**
   * @param forced sampling fields that win over a row's, for each request of a row
   */
  private RequestMaker(Settings settings, List<? extends Map<String, ?>> forced) {
    this.defaults = settings.sampling();
    this.forced = forced;
    this.jobSeed = settings.whole(KnownSettings.SEED);
    double seconds = settings.real(KnownSettings.ROW_SECONDS);
    this.timeLimit = seconds == 0 ? null : Duration.ofNanos((long) (seconds * 1e9));
  }

  /**
   * The settings' sampling, where a row has none of its own; with a sweep a request for each of its
   * settings, whose fields win over the row's; {@link Scoring} where the settings ask for it.
   */
  public static RequestMaker of(Settings settings) {
    if (Scoring.isAskedFor(settings)) {
      return forcing(settings, Scoring.fields());
    }
    return settings.sweep().isEmpty()
        ? forcing(settings, Map.of())
        : new RequestMaker(settings, settings.sweep().stream().map(NamedSampling::fields).toList());
  }

  /** One request for each row, with sampling fields that win over the row's. */
  public static RequestMaker forcing(Settings settings, Map<String, ?> forced) {
    return new RequestMaker(settings, List.of(Map.copyOf(forced)));
  }

  /**
   * The request for a row, in a sweep that of the first setting.
   *
   * @throws RowException with the row's own error, or INVALID_SAMPLING
   */
  public GenerationRequest request(Row<?> row) {
    return request(row, forced.get(0));
  }

  /** The requests for a row, those that can be made, and why the others cannot. */
  public RowRequests requests(Row<?> row) {
    List<RowRequests.Part> parts = new ArrayList<>();
    for (Map<String, ?> fields : forced) {
      try {
        parts.add(new RowRequests.Part(request(row, fields), List.of()));
      } catch (RowException e) {
        parts.add(new RowRequests.Part(null, failed(row, fields, e.toRowError())));
      }
    }
    return new RowRequests(parts);
  }

  private GenerationRequest request(Row<?> row, Map<String, ?> fields) {
    if (row.error() != null) {
      throw new RowException(row.error().code(), row.error().message());
    }
    SamplingParams own = row.sampling() == null ? defaults : defaults.with(row.sampling());
    SamplingParams all = own.with(fields);
    SamplingParams seeded = all.seed() == null ? all.withSeed(derivedSeed(row)) : all;
    return new GenerationRequest(row.id(), row.prompt(), seeded, timeLimit);
  }

  /** The completions of a row that failed: as many as it would have had samples. */
  public List<Completion> failed(Row<?> row, RowError error) {
    List<Completion> failed = new ArrayList<>();
    forced.forEach(fields -> failed.addAll(failed(row, fields, error)));
    return failed;
  }

  private List<Completion> failed(Row<?> row, Map<String, ?> fields, RowError error) {
    long seed = seed(row, fields);
    List<Completion> failed = new ArrayList<>();
    for (int sample = 0; sample < samples(row, fields); sample++) {
      failed.add(Completion.failed(row.id(), sample, seed, error));
    }
    return failed;
  }

  private int samples(Row<?> row, Map<String, ?> fields) {
    boolean own =
        chosen(row, fields, "n") instanceof Number n
            && n.longValue() >= 1
            && n.longValue() <= MOST_SAMPLES;
    return own ? ((Number) chosen(row, fields, "n")).intValue() : defaults.n();
  }

  private long seed(Row<?> row, Map<String, ?> fields) {
    if (chosen(row, fields, "seed") instanceof Number seed) {
      return seed.longValue();
    }
    return defaults.seed() == null ? derivedSeed(row) : defaults.seed();
  }

  private static Object chosen(Row<?> row, Map<String, ?> fields, String field) {
    return fields.containsKey(field) ? fields.get(field) : row.override(field);
  }

  private long derivedSeed(Row<?> row) {
    return Seeds.derive(jobSeed, row.id());
  }
}
