package millrace.jobs.host;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.ModelFileException;
import millrace.jobs.weights.HostCopy;
import millrace.jobs.weights.HostStore;
import millrace.jobs.weights.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of this JVM, one per model and settings; in practice one. Tasks lease it and give it
 * back; an engine that nobody leases stays open for the next task, and goes when a task wants
 * another one or the JVM ends. One that broke is not lent again.
 */
public final class EngineRegistry {
  /**
   * The only static state of the project. Spark runs many tasks in one executor JVM and offers no
   * place that they share but a static one, and a JVM has memory for one copy of the model.
   */
  private static final EngineRegistry OF_THIS_JVM = new EngineRegistry();

  private static final Logger LOG = LoggerFactory.getLogger(EngineRegistry.class);

  /** How long the holders of a broken engine get to notice, before another one is opened. */
  private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<Key, Hosted> engines = new HashMap<>();
  private int lent;
  private int lentBroken;
  private int waitingAlone;
  private boolean lentAlone;
  private final RowCounters rows = new RowCounters();

  /** The open engines, for those who must not wait while one is opened. */
  private volatile List<GenerationEngine> open = List.of();

  private record Key(String modelSha256, EngineSettings settings, EngineFactory factory) {}

  /** Who else may have an engine of this JVM at the same time. */
  public enum Sharing {
    /** Any other task. */
    SHARED,
    /** Nobody: what happens to the JVM meanwhile is this task's doing. */
    ALONE
  }

  private EngineRegistry() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "millrace-engines-close"));
  }

  /** The registry that all tasks of this JVM share. */
  public static EngineRegistry ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Lends the engine for that model and those settings; opens it first if need be, and waits for
   * other tasks as {@code sharing} demands.
   *
   * @throws millrace.engine.api.ModelFileException when the model does not arrive or does not open
   * @throws ConfigException when the JVM has too little memory for it
   */
  public synchronized EngineLease lease(
      Weights weights, EngineSettings settings, EngineFactory factory, Sharing sharing)
      throws InterruptedException {
    awaitTurn(sharing);
    Key key = new Key(weights.sha256(), settings, factory);
    Hosted hosted = engines.get(key);
    if (hosted == null) {
      awaitBroken();
      closeIdle();
      hosted = open(weights, key);
      engines.put(key, hosted);
      publish();
    }
    hosted.leases++;
    lent++;
    lentAlone = sharing == Sharing.ALONE;
    return new EngineLease(this, hosted);
  }

  private void awaitTurn(Sharing sharing) throws InterruptedException {
    if (sharing == Sharing.SHARED) {
      while (lentAlone || waitingAlone > 0) {
        wait();
      }
      return;
    }
    waitingAlone++;
    try {
      while (lent > 0) {
        wait();
      }
    } finally {
      waitingAlone--;
    }
  }

  /** Until the memory of broken engines is free, or it seems that it never will be. */
  private void awaitBroken() throws InterruptedException {
    long start = System.nanoTime();
    while (lentBroken > 0 && System.nanoTime() - start < MOST_WAIT_NANOS) {
      TimeUnit.MILLISECONDS.timedWait(this, 100);
    }
  }

  /** Closes the engines that no task uses. */
  public synchronized void closeIdle() {
    Iterator<Hosted> all = engines.values().iterator();
    while (all.hasNext()) {
      Hosted hosted = all.next();
      if (hosted.leases == 0) {
        hosted.close();
        all.remove();
      }
    }
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

  synchronized void giveBack(Hosted hosted) {
    hosted.leases--;
    lent--;
    lentAlone = false; // who has an engine alone is the only one to give one back
    if (hosted.broken) {
      lentBroken--;
      if (hosted.leases == 0) {
        hosted.closeOrAbandon();
      }
    }
    notifyAll();
  }

  synchronized void markBroken(Hosted hosted) {
    if (!hosted.broken) {
      hosted.broken = true;
      lentBroken += hosted.leases;
      engines.values().remove(hosted);
      publish();
    }
  }

  private synchronized void closeAll() {
    engines.values().forEach(Hosted::close);
    engines.clear();
    publish();
  }

  private static Hosted open(Weights weights, Key key) {
    HostCopy copy = HostStore.open(weights);
    try {
      return open(copy, key);
    } catch (ModelFileException e) {
      if (copy.isUnchanged()) {
        throw e;
      }
      return open(HostStore.open(weights), key); // it changed meanwhile; now a copy is taken
    }
  }

  private static Hosted open(HostCopy copy, Key key) {
    try {
      return new Hosted(key.factory().open(copy.model(), key.settings()), copy);
    } catch (OutOfMemoryError e) {
      Hosted.closeQuietly(copy);
      throw new ConfigException(
          "Cannot open engine: memory, %s, of %d MB heap, expected enough for the model and its cache; give executors more"
              .formatted(e.getMessage(), Runtime.getRuntime().maxMemory() >> 20),
          e);
    } catch (RuntimeException | Error e) {
      Hosted.closeQuietly(copy);
      throw e;
    }
  }

  /** An engine and its leases; guarded by the registry's monitor. */
  static final class Hosted {
    final GenerationEngine engine;
    final HostCopy copy;
    private int leases;
    private boolean broken;

    private Hosted(GenerationEngine engine, HostCopy copy) {
      this.engine = engine;
      this.copy = copy;
    }

    private void close() {
      engine.close();
      closeQuietly(copy);
    }

    /** An engine that hangs never closes: then it keeps its memory and its thread. */
    private void closeOrAbandon() {
      Thread closing = new Thread(this::close, "millrace-engine-close");
      closing.setDaemon(true);
      closing.start();
      try {
        closing.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (closing.isAlive()) {
        LOG.warn("An engine hangs and cannot be closed; its memory stays taken");
      }
    }

    private static void closeQuietly(HostCopy copy) {
      try {
        copy.close();
      } catch (IOException e) {
        LOG.warn("Cannot remove the copy of the model: {}, {}", copy.model(), e.getMessage());
      }
    }
  }
}
