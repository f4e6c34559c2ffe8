package millrace.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.Transformer;
import millrace.engine.model.Weights;
import millrace.engine.model.WeightsLoader;
import millrace.engine.schedule.EngineLoop;
import millrace.engine.schedule.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates completions with one model in this JVM. Text is encoded on the caller's thread; one
 * engine thread and its team compute.
 */
public final class Engine implements GenerationEngine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final ThreadTeam team;
  private final Backend backend;
  private final EngineLoop loop;
  private final RequestSequences sequences;
  private final EngineDescription description;
  private final Set<CompletableFuture<List<Completion>>> open =
      java.util.concurrent.ConcurrentHashMap.newKeySet();
  private volatile Throwable broken;

  private Engine(LoadedModel model, EngineSettings settings, Backend backend, ThreadTeam team) {
    this.backend = backend;
    this.team = team;
    ModelDescription described = model.description(settings.context());
    Weights weights =
        team.together(() -> WeightsLoader.load(described, model.tensors(), backend, team));
    KvShape shape =
        weights.architecture().kvShape().withType(settings.resolvedKvType(backend.compute()));
    this.description = describe(settings, backend);
    model.tokenizer().requireUsable();
    model.tensors().requireUnchanged(); // a file that changed meanwhile gave a mixture
    KvBudget budget =
        KvBudget.of(
            settings, shape, model.description().architecture().context(), JvmMemory.freeHeap());
    BlockPool pool = new BlockPool(budget.blocks(), settings.prefixCache());
    KvStore store = new KvStore(shape, budget.blocks());
    int rows = Math.max(settings.stepTokens(), settings.maxSequences());
    this.loop =
        new EngineLoop(
            new Transformer(weights, store, team, rows),
            budget.context(),
            pool,
            store,
            team,
            settings,
            this::fail);
    this.sequences = new RequestSequences(model, budget.context(), settings.clock());
    LOG.info(
        "Engine: {}, {} on {} threads, weights {} MB, KV cache in {}, {} blocks, {} MB at most,"
            + " for sequences of up to {}",
        description.backend(),
        description.compute(),
        team.size(),
        weights.byteSize() >> 20,
        description.kvType(),
        budget.blocks(),
        budget.blocks() * shape.blockBytes() >> 20,
        budget.context());
    loop.start();
  }

  /**
   * Prepares a model's weights and starts the engine. The model must stay open as long as the
   * engine.
   *
   * @throws millrace.engine.api.ModelFileException when weights are missing or misshapen
   * @throws millrace.engine.api.ConfigException when settings and machine do not fit
   */
  public static Engine open(LoadedModel model, EngineSettings settings) {
    return open(model, settings, Backends.choose(settings));
  }

  /** As {@link #open(LoadedModel, EngineSettings)}, with a backend that the engine closes. */
  static Engine open(LoadedModel model, EngineSettings settings, Backend backend) {
    ThreadTeam team = new ThreadTeam(settings.resolvedThreads());
    try {
      MemoryNeed.of(model, settings, backend).require();
      return new Engine(model, settings, backend, team);
    } catch (RuntimeException | Error e) {
      team.close();
      backend.close();
      throw e;
    }
  }

  /** A backend with the number types of the matrices that it has prepared, and of the cache. */
  static EngineDescription describe(EngineSettings settings, Backend backend) {
    String types =
        backend.compute().stream().sorted().map(Engine::label).collect(Collectors.joining("+"));
    return new EngineDescription(
        backend.name(), types, label(settings.resolvedKvType(backend.compute())));
  }

  private static String label(Enum<?> type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public EngineDescription description() {
    return description;
  }

  @Override
  public CompletableFuture<List<Completion>> submit(
      GenerationRequest request, CompletionListener listener) {
    PendingRequest pending = new PendingRequest(request, listener);
    start(List.of(pending));
    return pending.completions();
  }

  @Override
  public CompletableFuture<List<List<Completion>>> submitTogether(
      List<GenerationRequest> requests, IntFunction<CompletionListener> listeners) {
    List<PendingRequest> pending =
        IntStream.range(0, requests.size())
            .mapToObj(i -> new PendingRequest(requests.get(i), listeners.apply(i)))
            .toList();
    start(pending);
    return GenerationEngine.inOrder(pending.stream().map(PendingRequest::completions).toList());
  }

  private void start(List<PendingRequest> requests) {
    List<Sequence> created = sequences.create(requests);
    for (PendingRequest request : requests) {
      CompletableFuture<List<Completion>> future = request.completions();
      open.add(future);
      future.whenComplete((completions, error) -> open.remove(future));
    }
    if (broken != null) { // looked at last, so that this or fail() sees every future
      requests.forEach(request -> request.completions().completeExceptionally(stopped(broken)));
    } else {
      created.forEach(loop::submit);
    }
  }

  @Override
  public EngineStats stats() {
    return loop.stats();
  }

  private void fail(Throwable cause) {
    broken = cause;
    open.forEach(future -> future.completeExceptionally(stopped(cause)));
  }

  private static IllegalStateException stopped(Throwable cause) {
    return new IllegalStateException("the engine has stopped", cause);
  }

  @Override
  public void close() {
    loop.close();
    team.close();
    backend.close(); // frees the weights: nobody computes any more
    fail(new IllegalStateException("the engine is closed"));
  }
}
