package millrace.jobs.host;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.jobs.weights.HostCopy;
import millrace.jobs.weights.HostStore;
import millrace.jobs.weights.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of this JVM, one per model and settings; in practice one. Tasks lease it and give it
 * back; an engine that nobody leases stays open for the next task, and goes when a task wants
 * another one or the JVM ends.
 */
public final class EngineRegistry {
  /**
   * The only static state of the project. Spark runs many tasks in one executor JVM and offers no
   * place that they share but a static one, and a JVM has memory for one copy of the model.
   */
  private static final EngineRegistry OF_THIS_JVM = new EngineRegistry();

  private static final Logger LOG = LoggerFactory.getLogger(EngineRegistry.class);

  private final Map<Key, Hosted> engines = new HashMap<>();
  private final RowCounters rows = new RowCounters();

  /** The open engines, for those who must not wait while one is opened. */
  private volatile List<GenerationEngine> open = List.of();

  private record Key(String modelSha256, EngineSettings settings, EngineFactory factory) {}

  private static final class Hosted {
    final GenerationEngine engine;
    final HostCopy copy;
    int leases;

    Hosted(GenerationEngine engine, HostCopy copy) {
      this.engine = engine;
      this.copy = copy;
    }
  }

  /** An engine on loan; close it when the task ends. */
  public static final class Lease implements AutoCloseable {
    private final Runnable giveBack;
    private final GenerationEngine engine;

    private Lease(GenerationEngine engine, Runnable giveBack) {
      this.engine = engine;
      this.giveBack = giveBack;
    }

    /** The engine, shared with other tasks: never close it. */
    public GenerationEngine engine() {
      return engine;
    }

    @Override
    public void close() {
      giveBack.run();
    }
  }

  private EngineRegistry() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "millrace-engines-close"));
  }

  /** The registry that all tasks of this JVM share. */
  public static EngineRegistry ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Lends the engine for that model and those settings; opens it first if need be.
   *
   * @throws millrace.engine.api.ModelFileException when the model does not arrive or does not open
   */
  public synchronized Lease lease(Weights weights, EngineSettings settings, EngineFactory factory) {
    Key key = new Key(weights.sha256(), settings, factory);
    Hosted hosted = engines.get(key);
    if (hosted == null) {
      closeIdle();
      hosted = open(weights, key);
      engines.put(key, hosted);
      publish();
    }
    hosted.leases++;
    Hosted lent = hosted;
    return new Lease(lent.engine, () -> giveBack(lent));
  }

  /** Closes the engines that no task uses. */
  public synchronized void closeIdle() {
    engines
        .values()
        .removeIf(
            hosted -> {
              boolean idle = hosted.leases == 0;
              if (idle) {
                close(hosted);
              }
              return idle;
            });
    publish();
  }

  private void publish() {
    open = engines.values().stream().map(hosted -> hosted.engine).toList();
  }

  /** Counters of the engines that are open. Never waits. */
  public List<EngineStats> stats() {
    return open.stream().map(GenerationEngine::stats).toList();
  }

  /** What the tasks of this JVM have completed. */
  public RowCounters rows() {
    return rows;
  }

  private synchronized void giveBack(Hosted hosted) {
    hosted.leases--;
  }

  private synchronized void closeAll() {
    engines.values().forEach(EngineRegistry::close);
    engines.clear();
    publish();
  }

  private static Hosted open(Weights weights, Key key) {
    HostCopy copy = HostStore.open(weights);
    try {
      return new Hosted(key.factory().open(copy.model(), key.settings()), copy);
    } catch (Throwable e) {
      closeQuietly(copy);
      throw e;
    }
  }

  private static void close(Hosted hosted) {
    hosted.engine.close();
    closeQuietly(hosted.copy);
  }

  private static void closeQuietly(HostCopy copy) {
    try {
      copy.close();
    } catch (IOException e) {
      LOG.warn("Cannot remove the copy of the model: {}, {}", copy.model(), e.getMessage());
    }
  }
}
