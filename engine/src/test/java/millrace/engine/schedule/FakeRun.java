package millrace.engine.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.EngineStats;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.KvHead;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.ScalarAttention;
import millrace.engine.model.Step;
import millrace.engine.sampling.SamplingContext;
import millrace.engine.sampling.TokenSampler;

/**
 * The engine's loop with a fake model in place of the transformer: its cache holds the tokens
 * themselves, and the logits of a row follow from the tokens that the cache holds up to it. So a
 * row that was left behind, or a block that was found by a wrong prefix, changes what comes out.
 */
final class FakeRun {
  static final int VOCABULARY = 32;
  private static final float[] ONE = {1f};

  private final Function<int[], float[]> model;
  private final Scheduler scheduler;
  private final BlockPool pool;
  private final KvStore store;
  private final Step step;
  private final Sampling sampling;
  private final AttentionKernels attention = new ScalarAttention();
  private final Counters counters = new Counters();
  private final TokenDelivery delivery;
  private final int context;
  int mostRows;

  /** What a sample became. */
  static final class Output implements TokenSink {
    final List<Integer> tokens = new ArrayList<>();
    final List<Float> logprobs = new ArrayList<>();
    final List<TokenLogprobs> details = new ArrayList<>();
    StopReason reason;
    RowError error;
    int cachedPromptTokens;

    @Override
    public StopReason onToken(int token, StopReason byToken, float logprob, TokenLogprobs detail) {
      tokens.add(token);
      logprobs.add(logprob);
      details.add(detail);
      return byToken;
    }

    @Override
    public void onFinish(StopReason why, int cached) {
      reason = why;
      cachedPromptTokens = cached;
    }

    @Override
    public void onError(RowError why) {
      error = why;
    }

    @Override
    public String toString() {
      return tokens + " " + logprobs + " " + details + " " + reason + " " + error;
    }
  }

  /**
   * @param model logits of the position behind the tokens
   * @param limits what the scheduler keeps to
   * @param stepTokens most rows of a step
   * @param blocks blocks of the cache
   */
  FakeRun(Function<int[], float[]> model, Scheduler.Limits limits, int stepTokens, int blocks) {
    this.model = model;
    this.context = limits.context();
    this.pool = new BlockPool(blocks, PrefixCache.ON);
    this.store = new KvStore(new KvShape(1, 1, 1), blocks);
    this.scheduler = new Scheduler(pool, store, limits);
    this.step = new Step(Math.max(stepTokens, limits.maxSequences()));
    this.sampling = new Sampling(new ScalarKernels(), VOCABULARY, 1, step.capacity());
    this.delivery = new TokenDelivery(scheduler, counters, context);
  }

  /** A request's sequence, one output a sample. */
  static Sequence sequence(int[] prompt, SamplingParams params, List<Output> outputs) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      SamplingContext sampling =
          new SamplingContext(VOCABULARY, new int[] {0}, prompt, new int[][] {{5, 6}, {7}});
      samples.add(
          new Sample(
              new TokenSampler(params, 9, i, sampling),
              new EndTokens(
                  params.ignoreEos().isOn() ? new int[0] : new int[] {0},
                  params.stopTokenIds().stream().mapToInt(id -> id).toArray()),
              params.maxNewTokens(),
              params.logprobs(),
              outputs.get(i)));
    }
    return new Sequence(prompt, samples, null, Sequence.NO_DEADLINE);
  }

  void add(Sequence sequence) {
    scheduler.add(sequence);
  }

  Output add(int[] prompt, SamplingParams params) {
    Output output = new Output();
    add(sequence(prompt, params, List.of(output)));
    return output;
  }

  /** Runs until nothing is left. */
  void run() {
    while (!scheduler.isIdle()) {
      turn();
    }
  }

  /** One step. */
  void turn() {
    List<Work> works = scheduler.plan(step);
    if (works.isEmpty()) {
      throw new AssertionError("an empty step while there is work");
    }
    mostRows = Math.max(mostRows, step.rows());
    sampling.begin(works, step.logitCount());
    works.forEach(this::write);
    works.forEach(this::sample);
    works.forEach(delivery::finish);
    counters.step(1, 1);
  }

  private void write(Work work) {
    Sequence sequence = work.sequence();
    for (int i = 0; i < work.count(); i++) {
      int position = sequence.computed + i;
      if (position >= context) {
        throw new AssertionError("position " + position + " of a context of " + context);
      }
      float[] token = {sequence.tokenArray()[position]};
      int block = sequence.blocks.blockAt(position);
      store.write(block, position % Kernels.BLOCK, 0, token, 0, token, 0);
    }
  }

  private void sample(Work work) {
    for (int i = 0; i < work.logits(); i++) {
      int index = work.firstLogit() + i;
      int[] seen = new int[work.positionOf(index) + 1];
      KvHead cached = store.head(work.sequence().blocks, 0, 0);
      Arrays.setAll(seen, position -> valueAt(cached, position));
      sampling.accept(index, model.apply(seen), 0, 0);
    }
  }

  private int valueAt(KvHead cached, int position) {
    float[] sums = new float[store.shape().layout().valueStride()];
    cached.addValues(attention, position, position + 1, ONE, -position, 1, sums, 0);
    return (int) sums[0];
  }

  EngineStats stats() {
    return counters.snapshot(
        Map.of(),
        scheduler.preemptions(),
        scheduler.cachedTokens(),
        pool.size() - pool.available(),
        pool.size(),
        scheduler.runningCount(),
        scheduler.waitingCount());
  }
}
