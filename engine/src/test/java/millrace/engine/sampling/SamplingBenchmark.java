package millrace.engine.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.VectorKernels;

/**
 * Time of one token's sampling, its log-probability included, over the 49,152 logits of SmolLM2.
 * Run it by hand:
 *
 * <pre>java --add-modules jdk.incubator.vector -cp … millrace.engine.sampling.SamplingBenchmark
 * </pre>
 *
 * <p>Prints the fastest of many draws on one thread, in microseconds. Tokens and log-probabilities
 * with vector kernels are compared with those of the scalar ones beforehand.
 */
public final class SamplingBenchmark {
  private static final int VOCABULARY = 49_152;
  private static final int ROWS = 16;
  private static final long NANOS = 1_000_000_000L;

  private static final List<Map<String, ?>> SETTINGS =
      List.of(
          Map.of("temperature", 0),
          Map.of("temperature", 0, "repetition_penalty", 1.1),
          Map.of("temperature", 1),
          Map.of("temperature", 0.7),
          Map.of("temperature", 0.7, "top_k", 40),
          Map.of("temperature", 0.7, "top_p", 0.9),
          Map.of("temperature", 0.7, "min_p", 0.05));

  private SamplingBenchmark() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    Random random = new Random(1);
    float[][] rows = new float[ROWS][VOCABULARY];
    for (float[] row : rows) {
      for (int i = 0; i < VOCABULARY; i++) {
        row[i] = (float) (random.nextGaussian() * 2.5);
      }
      row[random.nextInt(VOCABULARY)] = 14;
    }
    for (Map<String, ?> settings : SETTINGS) {
      float[] scalar = draw(settings, new ScalarKernels(), rows);
      float[] vector = draw(settings, new VectorKernels(), rows);
      if (!Arrays.equals(scalar, vector)) {
        throw new IllegalStateException("other results with vectors: " + settings);
      }
      System.out.printf(Locale.ROOT, "%-45s %7.1f µs%n", settings, fastest(settings, rows) / 1e3);
    }
  }

  private static TokenSampler sampler(Map<String, ?> settings) {
    int[] prompt = new Random(2).ints(200, 0, VOCABULARY).toArray();
    SamplingContext context = new SamplingContext(VOCABULARY, new int[] {2}, prompt);
    return new TokenSampler(SamplingParams.defaults().with(settings), 7, 0, context);
  }

  private static float[] draw(Map<String, ?> settings, Kernels kernels, float[][] rows) {
    TokenSampler sampler = sampler(settings);
    SamplerScratch scratch = new SamplerScratch(kernels, VOCABULARY);
    float[] results = new float[2 * ROWS];
    for (int i = 0; i < ROWS; i++) {
      int token = sampler.sample(rows[i], 0, i, scratch);
      results[2 * i] = token;
      results[2 * i + 1] = Logprobs.logprob(scratch, token);
    }
    return results;
  }

  private static long fastest(Map<String, ?> settings, float[][] rows) {
    TokenSampler sampler = sampler(settings);
    SamplerScratch scratch = new SamplerScratch(new VectorKernels(), VOCABULARY);
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + NANOS;
    for (int i = 0; System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      int token = sampler.sample(rows[i % ROWS], 0, i, scratch);
      Logprobs.logprob(scratch, token);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
