package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.model.Step;
import millrace.engine.sampling.SamplingContext;
import millrace.engine.sampling.TokenSampler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine's thread allocates for a token besides the model and the text. */
class DecodeAllocationTest {
  private static final int SEQUENCES = 8;
  private static final int VOCABULARY = 64;
  private static final int CONTEXT = 4_096;

  /**
   * A segment of the step for each sequence, 32 bytes; the rest is what grows with a sequence: its
   * tokens, and after each block of them its entry in the prefix index. The memory of the cache
   * itself is there before.
   */
  private static final long MOST_BYTES_PER_TOKEN = 100;

  private static final int BLOCKS = SEQUENCES * CONTEXT / Kernels.BLOCK;

  private final BlockPool pool = new BlockPool(BLOCKS, PrefixCache.ON);
  private final KvStore store = new KvStore(new KvShape(1, 1, 1), BLOCKS);
  private final Step step = new Step(64);
  private final Sampling sampling = new Sampling(new ScalarKernels(), VOCABULARY, 1, 64);
  private final Counters counters = new Counters();
  private final float[] logits = new float[VOCABULARY];

  /** Counts. */
  private static final class Sink implements TokenSink {
    private int tokens;

    @Override
    public StopReason onToken(int token, StopReason byToken, float logprob, TokenLogprobs detail) {
      tokens++;
      return byToken;
    }

    @Override
    public void onFinish(StopReason reason, int cachedPromptTokens) {}

    @Override
    public void onError(RowError error) {}
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aTokenTakesAFewBytes(int speculativeTokens) {
    Scheduler scheduler =
        new Scheduler(pool, store, new Scheduler.Limits(CONTEXT, SEQUENCES, speculativeTokens));
    TokenDelivery delivery = new TokenDelivery(scheduler, counters, CONTEXT);
    IntStream.range(0, BLOCKS).forEach(store::use);
    Sink sink = new Sink();
    for (int i = 0; i < SEQUENCES; i++) {
      scheduler.add(sequence(i, sink));
    }
    turns(scheduler, delivery, 500);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int tokensBefore = sink.tokens;
    long before = threads.getThreadAllocatedBytes(thread);
    turns(scheduler, delivery, 600);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    int tokens = sink.tokens - tokensBefore;
    assertThat(tokens).isGreaterThanOrEqualTo(600 * SEQUENCES);
    assertThat(allocated / tokens).isLessThan(MOST_BYTES_PER_TOKEN);
    assertThat(counters.acceptedTokens > 0).isEqualTo(speculativeTokens > 0);
  }

  private static Sequence sequence(int index, Sink sink) {
    int[] prompt = new Random(index).ints(20, 1, VOCABULARY).toArray();
    SamplingParams params =
        SamplingParams.defaults().with(Map.of("max_new_tokens", CONTEXT, "temperature", index % 2));
    SamplingContext context = new SamplingContext(VOCABULARY, new int[] {0}, prompt);
    TokenSampler sampler = new TokenSampler(params, index, 0, context);
    return new Sequence(
        prompt,
        List.of(new Sample(sampler, new EndTokens(new int[0], new int[] {900}), CONTEXT, -1, sink)),
        null,
        Sequence.NO_DEADLINE);
  }

  private void turns(Scheduler scheduler, TokenDelivery delivery, int count) {
    for (int turn = 0; turn < count; turn++) {
      List<Work> works = scheduler.plan(step);
      sampling.begin(works, step.logitCount());
      for (int token = 1; token <= 3; token++) {
        logits[token] = turn / 50 % 3 == token - 1 ? 9 : 0; // the same for a while, then another
      }
      for (int i = 0; i < step.logitCount(); i++) {
        sampling.accept(i, logits, 0, 0);
      }
      for (int i = 0; i < works.size(); i++) {
        delivery.finish(works.get(i));
      }
    }
  }
}
