package millrace.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.model.Step;

/**
 * Continuous batching: which tokens of which sequences the next step computes.
 *
 * <p>Each live sequence has a row to decode a token; what is left of the step's rows goes to
 * prompts, in chunks, those already begun before new ones, and in a step without prompts to
 * proposed tokens. When blocks run out the sequence admitted last gives its cache up and is
 * computed again later. Nothing here changes a sequence's tokens.
 */
final class Scheduler {
  /** How far a sequence may overtake another, in running sequences. */
  private static final int HORIZON = 4;

  private final BlockPool pool;
  private final KvStore store;
  private final Limits limits;
  private final Speculation.Budget speculation;
  private final WaitingQueue waiting;
  private final List<Sequence> running = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final Predicate<Sequence> mayStart = this::findsItsPrefix;
  private long preemptions;
  private long cachedTokens;

  /**
   * What a scheduler keeps to.
   *
   * @param context most tokens of a sequence
   * @param maxSequences most sequences that run at a time
   * @param speculativeTokens most tokens to propose for a sequence in a step; 0 = none
   */
  record Limits(int context, int maxSequences, int speculativeTokens) {}

  Scheduler(BlockPool pool, KvStore store, Limits limits) {
    this.pool = pool;
    this.store = store;
    this.limits = limits;
    this.waiting = new WaitingQueue(limits.maxSequences() * HORIZON);
    this.speculation = new Speculation.Budget(limits.speculativeTokens());
  }

  void add(Sequence sequence) {
    waiting.add(sequence);
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

  /**
   * Fills {@code step} and says what is in it. Not empty unless the scheduler is idle. The list is
   * reused for the next step.
   */
  List<Work> plan(Step step) {
    step.clear();
    works.clear();
    int decodes = reserveDecodes();
    int rowsForPrompts = step.capacity() - decodes;
    planPrefills(step, rowsForPrompts, decodes == 0);
    int before = running.size();
    admit(step, rowsForPrompts);
    planDecodes(step, decodes, before);
    return works;
  }

  /** Makes room for a token of each sequence that decodes; how many there are. */
  private int reserveDecodes() {
    int decodes = 0;
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      if (sequence.decodes() && makeRoom(sequence, sequence.length())) {
        decodes++;
      }
    }
    return decodes;
  }

  /**
   * Schedules what decodes among the first {@code live} sequences: those that were running before
   * this step, so that what was just admitted is not scheduled twice. Prompts make better use of
   * rows than proposals do.
   */
  private void planDecodes(Step step, int decodes, int live) {
    boolean speculates = limits.speculativeTokens() > 0 && step.rows() == 0;
    speculation.begin(decodes, speculates ? step.capacity() - decodes : 0);
    for (int i = 0; i < live; i++) {
      Sequence sequence = running.get(i);
      if (sequence.decodes()) {
        works.add(schedule(step, sequence, 1, speculates ? propose(sequence) : 0));
      }
    }
  }

  private int propose(Sequence sequence) {
    if (sequence.isBeam()) {
      return 0; // it has many next tokens, and none is drawn
    }
    if (sequence.speculation == null) {
      sequence.speculation = new Speculation();
    }
    Sample sample = sequence.sample();
    int tokensLeft = sample.maxNewTokens() - sample.generated;
    int contextLeft = limits.context() - sequence.length();
    int limit = Math.min(tokensLeft, contextLeft) - 1; // a token is drawn in any case
    return sequence.speculation.propose(sequence, limit, speculation);
  }

  private void planPrefills(Step step, int rows, boolean alone) {
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      int room = rows - step.rows();
      if (!sequence.decodes() && room > 0) {
        int count = Math.min(sequence.remaining(), room);
        int tokens = sequence.computed + count;
        // Only an empty step may take blocks from others: what is planned already must keep its
        // own.
        boolean free = alone && works.isEmpty();
        if (free ? makeRoom(sequence, tokens) : sequence.blocks.reserve(tokens)) {
          works.add(schedule(step, sequence, count, 0));
        }
      }
    }
  }

  private void admit(Step step, int rows) {
    while (running.size() < limits.maxSequences() && step.rows() < rows) {
      Sequence sequence = waiting.next(mayStart);
      if (sequence == null) {
        return;
      }
      boolean looksForPrefix = sequence.blocks == null;
      if (looksForPrefix) {
        sequence.blocks = new BlockTable(pool, store);
        adoptPrefix(sequence);
      }
      if (!canStart(sequence)) {
        sequence.releaseBlocks();
        return;
      }
      int count = Math.min(sequence.remaining(), rows - step.rows());
      if (!sequence.blocks.reserve(sequence.computed + count)) {
        throw new IllegalStateException("blocks were counted wrongly");
      }
      cachedTokens += looksForPrefix ? sequence.computed : 0;
      waiting.start(sequence);
      running.add(sequence);
      works.add(schedule(step, sequence, count, 0));
    }
  }

  /**
   * False while a running sequence is about to compute a prefix that this one would then compute a
   * second time; after the next steps it is in the cache.
   */
  private boolean findsItsPrefix(Sequence sequence) {
    if (!pool.findsPrefixes()) {
      return true;
    }
    for (int i = 0; i < running.size(); i++) {
      Sequence other = running.get(i);
      if (isNewPrompt(other) && sequence.sharedBlocks(other) * Kernels.BLOCK > other.computed) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNewPrompt(Sequence sequence) {
    return sequence.remaining() > 1;
  }

  /** True when the whole prompt has room; a sequence that is alone takes what others keep. */
  private boolean canStart(Sequence sequence) {
    int tokens = sequence.length() + 1;
    while (sequence.blocks.missingFor(tokens) > pool.available()) {
      if (!running.isEmpty() || !waiting.reclaim(sequence)) {
        return false;
      }
    }
    return true;
  }

  private static void adoptPrefix(Sequence sequence) {
    sequence.computed =
        sequence.blocks.adoptPrefix(sequence.tokenArray(), sequence.reusableTokens());
    sequence.cachedPromptTokens =
        Math.max(sequence.cachedPromptTokens, Math.min(sequence.computed, sequence.promptTokens));
  }

  private Work schedule(Step step, Sequence sequence, int count, int proposed) {
    int rows = count + proposed;
    int logits = sequence.logitsFor(count) + proposed;
    sequence.drawBranches(limits.maxSequences() - running.size() + 1, 1 + proposed);
    int first = step.add(sequence.blocks, sequence.tokenArray(), sequence.computed, rows, logits);
    return sequence.work.set(rows, logits, first, proposed);
  }

  /** Reserves room for a running sequence, at the cost of others that were admitted later. */
  private boolean makeRoom(Sequence sequence, int tokens) {
    while (!sequence.blocks.reserve(tokens)) {
      if (!waiting.reclaim(null)) {
        Sequence victim = running.get(running.size() - 1);
        preempt(victim);
        if (victim == sequence) {
          return false;
        }
      }
    }
    return true;
  }

  private void preempt(Sequence victim) {
    victim.releaseBlocks();
    running.remove(victim);
    waiting.addReturned(victim);
    preemptions++;
  }

  /**
   * Divides a sequence whose prompt was just computed into one sequence a branch, as many as were
   * drawn and may run; the rest waits with the prompt's cache, and computes its last token again.
   *
   * @return the sequences that run, one branch each, the given one among them
   */
  List<Sequence> divide(Sequence sequence) {
    List<? extends Branch> branches = sequence.branches;
    List<Sequence> parts = new ArrayList<>();
    parts.add(sequence);
    sequence.branches = List.of(branches.get(0));
    int next = 1;
    while (next < sequence.drawnBranches() && running.size() < limits.maxSequences()) {
      BlockTable table = sequence.blocks.fork(sequence.computed);
      if (table == null) {
        break;
      }
      Sequence part = sequence.divide(List.of(branches.get(next)), table, sequence.computed);
      running.add(part);
      parts.add(part);
      next++;
    }
    if (next < branches.size()) {
      List<? extends Branch> rest = List.copyOf(branches.subList(next, branches.size()));
      waiting.addReturned(sequence.fork(rest, sequence.computed - 1));
    }
    return parts;
  }

  /**
   * Takes a running sequence out until {@link #resume}; its blocks stay unless others need them.
   */
  void park(Sequence sequence) {
    running.remove(sequence);
    waiting.park(sequence);
  }

  /** Lets a parked or forked sequence run, or wait for its place before all new ones. */
  void resume(Sequence sequence) {
    waiting.unpark(sequence);
    if (sequence.blocks != null && running.size() < limits.maxSequences()) {
      running.add(0, sequence); // not the next to give its blocks up, though it came just now
    } else {
      waiting.addReturned(sequence);
    }
  }

  /** Ends a sequence and frees its blocks. */
  void remove(Sequence sequence) {
    sequence.releaseBlocks();
    if (!running.remove(sequence)) {
      waiting.remove(sequence);
    }
  }

  /** Learns how long a finished sample became. */
  void learnLength(Sample sample) {
    waiting.learnLength(sample);
  }

  /** Calls {@code action} for every sequence, running and waiting. */
  void forEach(Consumer<Sequence> action) {
    List<Sequence> all = new ArrayList<>(running);
    waiting.forEach(all::add);
    all.forEach(action);
  }
}
