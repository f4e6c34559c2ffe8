package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.SplittableRandom;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
  private static final int DRAWS = 10_000;
  private static final int VOCABULARY = 2_000;

  /** Allowance for what the measurement itself allocates. */
  private static final long FEW_BYTES = 1_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "temperature=0",
        "temperature=1",
        "top_k=40",
        "top_p=0.9",
        "min_p=0.05",
        "typical_p=0.9",
        "top_k=40 top_p=0.9 min_p=0.01",
        "top_p=0.9 typical_p=0.5",
        "min_tokens=20000 top_k=40"
      })
  void aTokenAllocatesNothing(String settings) {
    TokenSampler sampler =
        new TokenSampler(
            params(settings), 1, 0, new SamplingContext(VOCABULARY, new int[] {3}, new int[] {5}));
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), VOCABULARY);
    float[] logits = logits();
    draw(sampler, scratch, logits);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    float logprobs = draw(sampler, scratch, logits);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(allocated).isLessThan(FEW_BYTES);
    assertThat(logprobs).isNegative();
  }

  private static float draw(TokenSampler sampler, SamplerScratch scratch, float[] logits) {
    float logprobs = 0;
    for (int position = 0; position < DRAWS; position++) {
      int token = sampler.sample(logits, 0, position, scratch);
      sampler.accept(token);
      logprobs += Logprobs.logprob(scratch, token) - (float) Logprobs.entropy(scratch);
    }
    return logprobs;
  }

  private static SamplingParams params(String settings) {
    SamplingParams params = SamplingParams.defaults().with(Map.of("max_new_tokens", 20_000));
    for (String setting : settings.split(" ", -1)) {
      String[] parts = setting.split("=", -1);
      params = params.with(Map.of(parts[0], Double.valueOf(parts[1])));
    }
    return params;
  }

  private static float[] logits() {
    SplittableRandom random = new SplittableRandom(9);
    float[] logits = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      logits[i] = (float) random.nextDouble(-10, 5);
    }
    return logits;
  }
}
