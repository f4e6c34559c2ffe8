package millrace.engine.schedule;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.Phase;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.Step;
import millrace.engine.model.Transformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's thread: takes sequences in, plans a step, computes it, draws tokens, hands them out,
 * and again. Everything below it is used by this thread (and the team it leads) only.
 */
public final class EngineLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

  private final Transformer transformer;
  private final BlockPool pool;
  private final Scheduler scheduler;
  private final Sampling sampling;
  private final Step step;
  private final Consumer<Throwable> onFailure;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final Counters counters = new Counters();
  private final TokenDelivery delivery;
  private final Thread thread;
  private boolean anyDeadline;
  private volatile boolean closed;

  /**
   * @param transformer computes the steps
   * @param context most tokens of a sequence
   * @param pool the blocks of the cache, at least enough for one sequence of {@code context} tokens
   * @param store their memory
   * @param team the transformer's threads
   * @param settings how many sequences run at a time, tokens of a step, and the like
   * @param onFailure told when the thread ends by an error; nothing is computed any more then
   */
  public EngineLoop(
      Transformer transformer,
      int context,
      BlockPool pool,
      KvStore store,
      ThreadTeam team,
      EngineSettings settings,
      Consumer<Throwable> onFailure) {
    this.transformer = transformer;
    this.pool = pool;
    int maxSequences = settings.maxSequences();
    this.step = new Step(Math.max(settings.stepTokens(), maxSequences));
    this.scheduler =
        new Scheduler(
            pool, store, new Scheduler.Limits(context, maxSequences, settings.speculativeTokens()));
    int vocabulary = transformer.architecture().vocabulary();
    this.sampling = new Sampling(transformer.kernels(), vocabulary, team.size(), step.capacity());
    this.delivery = new TokenDelivery(scheduler, counters, context);
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, "millrace-engine");
    this.thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Queues a sequence. */
  public void submit(Sequence sequence) {
    inbox.add(sequence);
    LockSupport.unpark(thread);
  }

  /** Counters up to now. */
  public EngineStats stats() {
    return counters.snapshot(
        transformer.clock().times(),
        scheduler.preemptions(),
        scheduler.cachedTokens(),
        pool.size() - pool.available(),
        pool.size(),
        scheduler.runningCount(),
        scheduler.waitingCount() + inbox.size());
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) { // what it computes with is freed next, so it must have ended
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        takeIn();
        if (scheduler.isIdle()) {
          idle();
        } else {
          expire(System.nanoTime());
          turn();
        }
      }
    } catch (RuntimeException | Error e) { // whatever it is, the waiting callers must hear of it
      LOG.error("The engine stopped", e);
      onFailure.accept(e);
    }
  }

  private void takeIn() {
    for (Sequence sequence = inbox.poll(); sequence != null; sequence = inbox.poll()) {
      scheduler.add(sequence);
      anyDeadline |= sequence.deadlineNanos != Sequence.NO_DEADLINE;
    }
  }

  private void idle() {
    long start = System.nanoTime();
    while (inbox.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    counters.idleNanos += System.nanoTime() - start;
    transformer.clock().charge(Phase.IDLE);
  }

  private void turn() {
    List<Work> works = scheduler.plan(step);
    if (works.isEmpty()) {
      return; // all sequences expired
    }
    long start = System.nanoTime();
    sampling.begin(works, step.logitCount());
    transformer.clock().charge(Phase.SCHEDULING);
    transformer.forward(step, sampling);
    long computed = System.nanoTime();
    for (int i = 0; i < works.size(); i++) {
      delivery.finish(works.get(i));
    }
    counters.logitRows += step.logitCount();
    counters.step(computed - start, System.nanoTime() - computed);
    transformer.clock().charge(Phase.SCHEDULING);
  }

  private void expire(long now) {
    if (!anyDeadline) {
      return;
    }
    scheduler.forEach(
        sequence -> {
          if (sequence.deadlineNanos != Sequence.NO_DEADLINE && now - sequence.deadlineNanos >= 0) {
            delivery.expire(sequence);
          }
        });
  }
}
