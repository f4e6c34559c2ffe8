package millrace.engine.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.model.Step;

/**
 * Continuous batching: which tokens of which sequences the next step computes.
 *
 * <p>Live sequences decode first, one token each; what is left of the step's rows goes to prompts,
 * in chunks, those already begun before new ones. When blocks run out the sequence admitted last
 * gives its cache up and is computed again later. Nothing here changes a sequence's tokens.
 */
final class Scheduler {
  private final BlockPool pool;
  private final KvStore store;
  private final int maxSequences;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private long preemptions;
  private long cachedTokens;

  Scheduler(BlockPool pool, KvStore store, int maxSequences) {
    this.pool = pool;
    this.store = store;
    this.maxSequences = maxSequences;
  }

  void add(Sequence sequence) {
    waiting.addLast(sequence);
  }

  boolean isIdle() {
    return waiting.isEmpty() && running.isEmpty();
  }

  int runningCount() {
    return running.size();
  }

  int waitingCount() {
    return waiting.size();
  }

  long preemptions() {
    return preemptions;
  }

  long cachedTokens() {
    return cachedTokens;
  }

  /** Fills {@code step} and says what is in it. Not empty unless the scheduler is idle. */
  List<Work> plan(Step step) {
    step.clear();
    List<Work> works = new ArrayList<>();
    planDecodes(step, works);
    planPrefills(step, works);
    admit(step, works);
    return works;
  }

  private void planDecodes(Step step, List<Work> works) {
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      if (sequence.decodes() && makeRoom(sequence, sequence.length())) {
        works.add(schedule(step, sequence, 1));
      }
    }
  }

  private void planPrefills(Step step, List<Work> works) {
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      int room = step.capacity() - step.rows();
      if (!sequence.decodes() && room > 0) {
        int count = Math.min(sequence.remaining(), room);
        int tokens = sequence.computed + count;
        // Only an empty step may take blocks from others: what is planned already must keep its
        // own.
        if (works.isEmpty() ? makeRoom(sequence, tokens) : sequence.blocks.reserve(tokens)) {
          works.add(schedule(step, sequence, count));
        }
      }
    }
  }

  private void admit(Step step, List<Work> works) {
    while (!waiting.isEmpty() && running.size() < maxSequences && step.rows() < step.capacity()) {
      Sequence sequence = waiting.peekFirst();
      if (sequence.blocks == null) {
        sequence.blocks = new BlockTable(pool, store);
        adoptPrefix(sequence);
      }
      if (!canStart(sequence)) {
        sequence.releaseBlocks();
        return;
      }
      int count = Math.min(sequence.remaining(), step.capacity() - step.rows());
      if (!sequence.blocks.reserve(sequence.computed + count)) {
        throw new IllegalStateException("blocks were counted wrongly");
      }
      cachedTokens += sequence.computed;
      waiting.removeFirst();
      running.add(sequence);
      works.add(schedule(step, sequence, count));
    }
  }

  /** True when the whole prompt has room; a sequence that is alone takes what others keep. */
  private boolean canStart(Sequence sequence) {
    int tokens = sequence.length() + 1;
    while (sequence.blocks.missingFor(tokens) > pool.available()) {
      if (!running.isEmpty() || !reclaimWaiting(sequence)) {
        return false;
      }
    }
    return true;
  }

  private static void adoptPrefix(Sequence sequence) {
    if (!sequence.mustComputeWholePrompt()) {
      sequence.computed = sequence.blocks.adoptPrefix(sequence.tokenArray(), sequence.length());
      sequence.cachedPromptTokens =
          Math.max(sequence.cachedPromptTokens, Math.min(sequence.computed, sequence.promptTokens));
    }
  }

  private static Work schedule(Step step, Sequence sequence, int count) {
    int logits = sequence.logitsFor(count);
    int first = step.add(sequence.blocks, sequence.tokenArray(), sequence.computed, count, logits);
    return new Work(sequence, count, logits, first);
  }

  /** Reserves room for a running sequence, at the cost of others that were admitted later. */
  private boolean makeRoom(Sequence sequence, int tokens) {
    while (!sequence.blocks.reserve(tokens)) {
      if (!reclaimWaiting(null)) {
        Sequence victim = running.get(running.size() - 1);
        preempt(victim);
        if (victim == sequence) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes the cache of a waiting sequence that still holds one, other than {@code spared}. */
  private boolean reclaimWaiting(Sequence spared) {
    for (Iterator<Sequence> it = waiting.descendingIterator(); it.hasNext(); ) {
      Sequence sequence = it.next();
      if (sequence.blocks != null && sequence != spared) {
        sequence.releaseBlocks();
        return true;
      }
    }
    return false;
  }

  private void preempt(Sequence victim) {
    victim.releaseBlocks();
    running.remove(victim);
    waiting.addFirst(victim);
    preemptions++;
  }

  /**
   * Divides a sequence whose prompt was just computed into one sequence a sample, as many as may
   * run; the rest waits with the prompt's cache, and computes its last token again.
   *
   * @return the sequences that run, one sample each, the given one among them
   */
  List<Sequence> divide(Sequence sequence) {
    List<Sample> samples = sequence.samples;
    List<Sequence> parts = new ArrayList<>();
    parts.add(sequence);
    sequence.samples = List.of(samples.get(0));
    int next = 1;
    while (next < samples.size() && running.size() < maxSequences) {
      BlockTable table = sequence.blocks.fork(sequence.computed);
      if (table == null) {
        break;
      }
      Sequence part = sequence.divide(List.of(samples.get(next)), table, sequence.computed);
      running.add(part);
      parts.add(part);
      next++;
    }
    if (next < samples.size()) {
      List<Sample> rest = List.copyOf(samples.subList(next, samples.size()));
      BlockTable table = sequence.blocks.fork(sequence.computed - 1);
      Sequence later = sequence.divide(rest, table, table == null ? 0 : sequence.computed - 1);
      waiting.addFirst(later);
    }
    return parts;
  }

  /** Ends a sequence and frees its blocks. */
  void remove(Sequence sequence) {
    sequence.releaseBlocks();
    if (!running.remove(sequence)) {
      waiting.remove(sequence);
    }
  }

  /** Calls {@code action} for every sequence, running and waiting. */
  void forEach(Consumer<Sequence> action) {
    List<Sequence> all = new ArrayList<>(running);
    all.addAll(waiting);
    all.forEach(action);
  }

  /** Blocks that a pool needs so that one sequence of {@code tokens} tokens can always finish. */
  static int blocksForOne(int tokens) {
    return KvShape.blocksFor(tokens) + 1;
  }
}
