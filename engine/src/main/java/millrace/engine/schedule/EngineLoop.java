package millrace.engine.schedule;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import millrace.engine.api.EngineStats;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Phase;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;
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
  private final int context;
  private final BlockPool pool;
  private final Scheduler scheduler;
  private final Sampling sampling;
  private final Step step;
  private final Consumer<Throwable> onFailure;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final Counters counters = new Counters();
  private final Thread thread;
  private boolean anyDeadline;
  private volatile boolean closed;

  /**
   * @param transformer computes the steps
   * @param context most tokens of a sequence
   * @param pool the blocks of the cache, at least enough for one sequence of {@code context} tokens
   * @param store their memory
   * @param team the transformer's threads
   * @param maxSequences most sequences that run at a time
   * @param stepTokens most tokens of a step
   * @param onFailure told when the thread ends by an error; nothing is computed any more then
   */
  public EngineLoop(
      Transformer transformer,
      int context,
      BlockPool pool,
      KvStore store,
      ThreadTeam team,
      int maxSequences,
      int stepTokens,
      Consumer<Throwable> onFailure) {
    this.transformer = transformer;
    this.context = context;
    this.pool = pool;
    this.scheduler = new Scheduler(pool, store, maxSequences);
    this.sampling = new Sampling(transformer.architecture().vocabulary(), team.size());
    this.step = new Step(Math.max(stepTokens, maxSequences));
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
        pool.size());
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
    for (Work work : works) {
      finish(work);
    }
    counters.logitRows += step.logitCount();
    counters.step(computed - start, System.nanoTime() - computed);
    transformer.clock().charge(Phase.SCHEDULING);
  }

  private void finish(Work work) {
    Sequence sequence = work.sequence();
    counters.tokens(sequence, work.count());
    RowError error = sequence.samples.get(0).error;
    if (error != null && sequence.mustComputeWholePrompt()) {
      fail(sequence, error); // the prompt's own logits are not finite
      return;
    }
    boolean draws = work.draws();
    sequence.computed += work.count();
    sequence.blocks.publish(sequence.tokenArray(), sequence.computed);
    if (draws) {
      List<Sequence> parts =
          sequence.samples.size() > 1 ? scheduler.divide(sequence) : List.of(sequence);
      for (Sequence part : parts) {
        handOut(part);
      }
    }
  }

  /** Gives a sequence's one sample the token that was drawn. */
  private void handOut(Sequence sequence) {
    Sample sample = sequence.samples.get(0);
    if (sample.error != null) {
      fail(sequence, sample.error);
      return;
    }
    int token = sample.drawn;
    sequence.append(token);
    sample.generated++;
    counters.decodeTokens++;
    sample.sampler.accept(token);
    StopReason reason = sample.sink.onToken(token, byToken(sample, token), Sampling.take(sample));
    if (reason == null) {
      reason = byLength(sequence, sample);
    }
    if (reason != null) {
      scheduler.remove(sequence);
      counters.finishedRequests++;
      sample.sink.onFinish(reason, sequence.cachedPromptTokens);
    }
  }

  private static StopReason byToken(Sample sample, int token) {
    if (sample.endIds.contains(token)) {
      return StopReason.EOS;
    }
    return sample.stopIds.contains(token) ? StopReason.STOP_TOKEN : null;
  }

  private StopReason byLength(Sequence sequence, Sample sample) {
    if (sample.generated >= sample.maxNewTokens) {
      return StopReason.LENGTH;
    }
    return sequence.length() >= context ? StopReason.CONTEXT_FULL : null;
  }

  private void fail(Sequence sequence, RowError error) {
    scheduler.remove(sequence);
    for (Sample sample : sequence.samples) {
      counters.finishedRequests++;
      sample.sink.onError(error);
    }
  }

  private void expire(long now) {
    if (!anyDeadline) {
      return;
    }
    scheduler.forEach(
        sequence -> {
          if (sequence.deadlineNanos != Sequence.NO_DEADLINE && now - sequence.deadlineNanos >= 0) {
            scheduler.remove(sequence);
            sequence.samples.forEach(sample -> expire(sequence, sample));
          }
        });
  }

  private void expire(Sequence sequence, Sample sample) {
    counters.finishedRequests++;
    if (sample.generated > 0) {
      sample.sink.onFinish(StopReason.DEADLINE, sequence.cachedPromptTokens);
    } else {
      sample.sink.onError(
          new RowError(
              ErrorCode.DEADLINE, "Cannot complete row: time limit, reached before a token"));
    }
  }
}
