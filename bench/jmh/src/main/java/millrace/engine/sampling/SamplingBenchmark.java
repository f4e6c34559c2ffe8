package millrace.engine.sampling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.BenchmarkData;
import millrace.engine.kernel.VectorKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Choosing one token out of SmolLM2's vocabulary, reading of the logits included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplingBenchmark {
  private static final int VOCABULARY = 49_152;
  private static final int TOP_K = 50;
  private static final double TOP_P = 0.9;

  /** Which filters are on. */
  public enum Choice {
    GREEDY,
    TEMPERATURE,
    TOP_K,
    TOP_P,
    TOP_K_AND_TOP_P,
    TYPICAL_P
  }

  @Param public Choice choice;

  private final float[] logits = BenchmarkData.floats(VOCABULARY, 1);
  private final SamplerScratch scratch = new SamplerScratch(new VectorKernels(), VOCABULARY);
  private TokenSampler sampler;
  private int position;

  @Setup
  public void check() {
    for (int i = 0; i < VOCABULARY; i++) {
      logits[i] *= 3; // as spread as a language model's
    }
    SamplingContext context = new SamplingContext(VOCABULARY, new int[0], new int[0]);
    sampler = new TokenSampler(params(), 1, 0, context);
    scratch.read(logits, 0, 0);
    int[] kept = sampler.distribution(scratch, 0).ids();
    if (choice != Choice.TYPICAL_P && !Arrays.equals(kept, keptBySorting())) {
      throw new IllegalStateException(
          "Cannot measure: %s, %d tokens kept, not those that a full sort keeps"
              .formatted(choice, kept.length));
    }
  }

  private SamplingParams params() {
    return switch (choice) {
      case GREEDY -> SamplingParams.greedy(1);
      case TEMPERATURE -> SamplingParams.defaults();
      case TOP_K -> SamplingParams.defaults().with(Map.of("top_k", TOP_K));
      case TOP_P -> SamplingParams.defaults().with(Map.of("top_p", TOP_P));
      case TOP_K_AND_TOP_P ->
          SamplingParams.defaults().with(Map.of("top_k", TOP_K, "top_p", TOP_P));
      case TYPICAL_P -> SamplingParams.defaults().with(Map.of("typical_p", TOP_P));
    };
  }

  /** The definition of the filters: best first, cut after k, cut where the mass reaches p. */
  private int[] keptBySorting() {
    int[] best =
        IntStream.range(0, VOCABULARY)
            .boxed()
            .sorted(Comparator.comparingDouble(id -> -logits[id]))
            .mapToInt(id -> id)
            .limit(candidates())
            .toArray();
    boolean nucleus = choice == Choice.TOP_P || choice == Choice.TOP_K_AND_TOP_P;
    int[] kept = nucleus ? Arrays.copyOf(best, reaching(best)) : best;
    Arrays.sort(kept);
    return kept;
  }

  private int candidates() {
    return switch (choice) {
      case GREEDY -> 1;
      case TOP_K, TOP_K_AND_TOP_P -> TOP_K;
      case TEMPERATURE, TOP_P, TYPICAL_P -> VOCABULARY;
    };
  }

  private int reaching(int[] best) {
    double all = IntStream.of(best).mapToDouble(id -> Math.exp(logits[id])).sum();
    double sum = 0;
    int count = 0;
    while (sum < TOP_P * all) {
      sum += Math.exp(logits[best[count++]]);
    }
    return count;
  }

  @Benchmark
  public int sample() {
    return sampler.sample(logits, 0, position++, scratch);
  }

  /** The log-probability of a token, which every completion adds up. */
  @Benchmark
  public float logprob() {
    scratch.read(logits, 0, 0);
    return Logprobs.logprob(scratch, 0);
  }

  /** The entropy of the distribution, where it is asked for. */
  @Benchmark
  public double entropy() {
    scratch.read(logits, 0, 0);
    return Logprobs.entropy(scratch);
  }
}
