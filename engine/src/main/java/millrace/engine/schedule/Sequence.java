package millrace.engine.schedule;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.cache.BlockTable;
import millrace.engine.kernel.Kernels;

/**
 * Tokens with their part of the KV cache. Begins as a prompt with all samples that are to be drawn
 * from it and all beams that begin there, whatever the settings of each, and is divided into one
 * sequence a branch when the prompt is computed.
 */
public final class Sequence {
  /** Most positions that any model has room for in an int-indexed cache. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  final int promptTokens;
  final long deadlineNanos;
  final PromptScores scores;
  List<? extends Branch> branches;
  BlockTable blocks;
  int computed;
  int cachedPromptTokens;
  Speculation speculation;

  /** Place in the order of submission, expected cost in tokens, and others like it. */
  long arrival;

  long cost;
  PrefixGroups.Group group;
  final Work work = new Work(this);
  private int[] tokens;
  private int length;
  private int drawnBranches;

  /**
   * @param prompt token ids, at least one
   * @param branches at least one
   * @param scores collects the prompt's log-probabilities, or null
   * @param deadlineNanos in terms of {@link System#nanoTime}, or {@link Long#MAX_VALUE}
   */
  public Sequence(
      int[] prompt, List<? extends Branch> branches, PromptScores scores, long deadlineNanos) {
    this.tokens = prompt.clone();
    this.length = prompt.length;
    this.promptTokens = prompt.length;
    this.branches = List.copyOf(branches);
    this.scores = scores;
    this.deadlineNanos = deadlineNanos;
  }

  /** A sequence with the same tokens for some of the branches. */
  Sequence divide(List<? extends Branch> part, BlockTable table, int computedTokens) {
    Sequence sequence = new Sequence(tokens(), part, scores, deadlineNanos, promptTokens);
    sequence.blocks = table;
    sequence.computed = computedTokens;
    sequence.cachedPromptTokens = cachedPromptTokens;
    return sequence;
  }

  /**
   * As {@link #divide}, with the cache of {@code computedTokens} tokens as far as there is a block
   * for it; otherwise they will be computed again.
   */
  Sequence fork(List<? extends Branch> part, int computedTokens) {
    BlockTable table = blocks == null ? null : blocks.fork(computedTokens);
    return divide(part, table, table == null ? 0 : computedTokens);
  }

  private Sequence(
      int[] tokens,
      List<? extends Branch> branches,
      PromptScores scores,
      long deadline,
      int promptTokens) {
    this.tokens = tokens;
    this.length = tokens.length;
    this.promptTokens = promptTokens;
    this.branches = branches;
    this.scores = scores;
    this.deadlineNanos = deadline;
  }

  /** The tokens so far; not to be changed. The array may be longer than {@link #length}. */
  int[] tokenArray() {
    return tokens;
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  int length() {
    return length;
  }

  void append(int token) {
    makeRoomFor(1);
    tokens[length++] = token;
  }

  /** Prepares the branches that may run after the next step, at most so many, for so many rows. */
  void drawBranches(int most, int rows) {
    drawnBranches = Math.min(most, branches.size());
    for (int i = 0; i < drawnBranches; i++) {
      branches.get(i).reserve(rows);
    }
  }

  /** How many branches, the first, look at the logits of the step. */
  int drawnBranches() {
    return drawnBranches;
  }

  /** Goes on after a token more as another branch. */
  void continueWith(int token, Branch branch) {
    append(token);
    branches = List.of(branch);
  }

  /** The sample of a sequence that is divided and has no beam. */
  Sample sample() {
    return (Sample) branches.get(0);
  }

  /** The beam of a sequence that is divided and has no sample. */
  Beam beam() {
    return (Beam) branches.get(0);
  }

  /** Whether it is the sequence of a beam. */
  boolean isBeam() {
    return branches.size() == 1 && branches.get(0) instanceof Beam;
  }

  /**
   * Writes {@code count} tokens behind the last one, as a copy of those from {@code from} on, the
   * ones just written included where it reaches them. They are proposed only: {@link #append}
   * overwrites them.
   */
  void proposeCopyOf(int from, int count) {
    makeRoomFor(count + 1);
    for (int i = 0; i < count; i++) {
      tokens[length + i] = tokens[from + i];
    }
  }

  /** How many of the proposed tokens, from the first on, were drawn too. */
  int confirmed(int proposed) {
    Draws draws = sample().draws;
    int confirmed = 0;
    while (confirmed < proposed && draws.drew(confirmed, tokens[length + confirmed])) {
      confirmed++;
    }
    return confirmed;
  }

  private void makeRoomFor(int more) {
    if (length + more > tokens.length) {
      tokens = Arrays.copyOf(tokens, length + Math.max(more, Math.max(16, length / 2)));
    }
  }

  /** Whole blocks that begin this sequence and the other and that this one could take over. */
  int sharedBlocks(Sequence other) {
    int end = Math.min(reusableTokens() - 1, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, end, other.tokens, 0, end);
    return (mismatch < 0 ? end : mismatch) / Kernels.BLOCK;
  }

  /** Takes note that the keys and values of {@code count} more tokens are in the cache. */
  void advance(int count) {
    computed += count;
    blocks.publish(tokens, computed);
  }

  /** True when the next step draws a token from this sequence's last position alone. */
  boolean decodes() {
    return computed == length - 1 && computed >= promptTokens;
  }

  /** Tokens whose keys and values are still to be computed. */
  int remaining() {
    return length - computed;
  }

  /**
   * Of a chunk of {@code count} tokens from {@code computed} on, how many last rows need logits.
   */
  int logitsFor(int count) {
    int end = computed + count;
    if (scores != null && !scores.complete()) {
      return Math.max(0, end - Math.max(computed, scores.firstUnseen()));
    }
    return end == length ? 1 : 0;
  }

  /**
   * How many of the first tokens another one's cache may stand for, but for the last of them, whose
   * logits are needed: those of positions whose log-probabilities are still wanted may not.
   */
  int reusableTokens() {
    return scores != null && !scores.complete() ? scores.firstUnseen() + 1 : length;
  }

  /** Why the prompt cannot be computed, or null. */
  RowError promptError() {
    return scores == null ? null : scores.error();
  }

  /** Gives the cache up; everything will be computed again. */
  void releaseBlocks() {
    if (blocks != null) {
      blocks.release();
      blocks = null;
    }
    computed = 0;
  }
}
