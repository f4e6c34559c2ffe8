package millrace.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import millrace.engine.TrialBackend.Outcome;
import millrace.engine.TrialBackend.ProductTimer;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.api.TokenCost;
import millrace.engine.cache.KvShape;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.Architecture;
import millrace.engine.model.Transformer;
import millrace.engine.model.WeightsLoader;

/**
 * What an engine on a model would take, without opening one: memory, and the time of its matrix
 * products on this machine. Reads a small part of the weights.
 */
public final class EngineForecast {
  /** Rows that are multiplied together: about as many as a busy engine decodes at a time. */
  private static final int BATCH = 64;

  /** Rows of the products that only make the JIT compiler work: quick even when interpreted. */
  private static final int WARM_UP_BATCH = 2;

  /** A time that did not improve for so long is the time. */
  private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private static final long LEAST_WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);

  private EngineForecast() {}

  /**
   * The memory that {@link Engine#open} would take here.
   *
   * @throws millrace.engine.api.ModelFileException when weights are missing or misshapen
   * @throws millrace.engine.api.ConfigException when settings and machine do not fit
   */
  public static EngineNeeds needs(LoadedModel model, EngineSettings settings) {
    Architecture architecture = model.description(settings.context()).architecture();
    long heap = 0;
    long offHeap = 0;
    Trials trials = tryOut(model, settings, ProductTimer.NONE);
    KvShape kv = architecture.kvShape().withType(trials.kvType());
    int longest = model.description().architecture().context();
    int context = KvBudget.of(settings, kv, longest, Long.MAX_VALUE).context(); // or refuses
    for (Outcome outcome : trials.outcomes()) {
      heap += outcome.heapBytes();
      offHeap += outcome.offHeapBytes();
    }
    return new EngineNeeds(
        heap,
        offHeap,
        Transformer.workspaceBytes(
            architecture, Math.max(settings.stepTokens(), settings.maxSequences())),
        context,
        kv.blockBytes() / Kernels.BLOCK,
        KvBudget.blocksForOne(context) * kv.blockBytes(),
        settings.kvCacheBytes(),
        KvBudget.HEAP_SHARE,
        trials.description());
  }

  /**
   * Measures the matrix products of a token. Takes some seconds.
   *
   * @throws millrace.engine.api.MillraceException as {@link #needs}
   */
  public static TokenCost cost(LoadedModel model, EngineSettings settings) {
    List<Outcome> all = tryOut(model, settings, EngineForecast::seconds).outcomes();
    Architecture.Experts experts = model.description().architecture().experts();
    int last = all.size() - 1;
    double layers = 0;
    for (Outcome outcome : all.subList(0, last)) {
      layers += outcome.seconds() * shareUsed(outcome, experts);
    }
    return new TokenCost(layers, layers + all.get(last).seconds());
  }

  /** How many of the tokens a matrix is multiplied with. */
  private static double shareUsed(Outcome matrix, Architecture.Experts experts) {
    boolean expert =
        experts != null
            && (matrix.rows() == 2 * experts.feedForward()
                || matrix.columns() == experts.feedForward());
    return expert ? (double) experts.used() / experts.count() : 1;
  }

  private record Trials(List<Outcome> outcomes, KvType kvType, EngineDescription description) {}

  private static Trials tryOut(LoadedModel model, EngineSettings settings, ProductTimer timer) {
    try (ThreadTeam team = new ThreadTeam(settings.resolvedThreads());
        TrialBackend backend = new TrialBackend(Backends.choose(settings), timer)) {
      WeightsLoader.load(model.description(settings.context()), model.tensors(), backend, team);
      KvType kvType = settings.resolvedKvType(backend.compute());
      return new Trials(backend.outcomes(), kvType, Engine.describe(settings, backend));
    }
  }

  private static double seconds(Projection projection, ThreadTeam team) {
    shortest(projection, team, WARM_UP_BATCH, LEAST_WARM_UP_NANOS);
    return shortest(projection, team, BATCH, 0) / 1e9 / BATCH;
  }

  /** The time of the shortest of many products, in nanoseconds. */
  private static long shortest(Projection projection, ThreadTeam team, int rows, long least) {
    float[] inputs = new float[rows * projection.inputs()];
    float[] outputs = new float[rows * projection.outputs()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (i % 17 - 8) / 8f;
    }
    long start = System.nanoTime();
    long best = Long.MAX_VALUE;
    long improved = start;
    long now = start;
    while (now - start < least || (now - improved < STEADY_NANOS && now - start < MOST_NANOS)) {
      projection.apply(inputs, rows, outputs, team);
      long end = System.nanoTime();
      improved = end - now < best * 0.98 ? end : improved;
      best = Math.min(best, end - now);
      now = end;
    }
    return best;
  }
}
