package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.ScalarKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Threshold selection against a full sort, bit for bit. */
class FilterTest {
  private static final int[] SIZES = {1, 2, 3, 63, 64, 65, 151, 512, 513, 4_099, 49_152, 50_000};
  private static final int[] TOP_K = {0, 1, 2, 5, 40, 64, 65, 1_000};
  private static final double[] TOP_P = {1, 0.9999999999999999, 0.95, 0.5, 0.1, 1e-9};
  private static final double[] MIN_P = {0, 1e-12, 0.02, 0.5, 1};
  private static final double[] TYPICAL_P = {1, 1, 1, 0.95, 0.5, 0.1};
  private static final double[] TEMPERATURES = {1, 0.01, 0.7, 30};

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of("bell", 200, shape((random, i) -> 3 * gaussian(random))),
        Arguments.of("flat", 100, shape((random, i) -> random.nextDouble(-0.1, 0.1))),
        Arguments.of("all equal", 100, shape((random, i) -> -7.25)),
        Arguments.of("few distinct", 200, shape((random, i) -> random.nextInt(4))),
        Arguments.of("mostly masked", 100, shape(FilterTest::mostlyMasked)),
        Arguments.of("peak", 100, shape((random, i) -> i == 0 ? 60 : gaussian(random))),
        Arguments.of("ascending", 50, shape((random, i) -> i * 0.001)),
        Arguments.of("descending", 50, shape((random, i) -> -i * 0.001)),
        Arguments.of("wide", 100, shape((random, i) -> random.nextDouble(-3e38, 3e38))),
        Arguments.of("signed zeros", 50, shape((random, i) -> random.nextBoolean() ? 0.0 : -0.0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void keepsWhatAFullSortKeeps(String name, int rounds, IntFunction<float[]> logitsOfSeed) {
    SplittableRandom random = new SplittableRandom(name.length());
    for (int round = 0; round < rounds; round++) {
      float[] logits = logitsOfSeed.apply(round);
      SamplingParams params = anyFilters(random);
      SortOracle oracle =
          new SortOracle(logits, params.temperature())
              .minP(params.minP())
              .topK(params.topK())
              .topP(params.topP())
              .typicalP(params.typicalP());
      SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), logits.length);
      scratch.read(logits, 0, 0);
      TokenSampler sampler = sampler(params, round, logits.length);
      Distribution actual = sampler.distribution(scratch, 0);
      assertThat(actual.ids()).as("%s of %s", params, logits.length).isEqualTo(oracle.ids());
      assertThat(actual.probs()).isEqualTo(oracle.probs());
      assertThat(sampler.sample(scratch, 0)).isEqualTo(drawnFrom(actual, round));
    }
  }

  /** The token whose share of the cumulative probability the uniform number of the seed hits. */
  private static int drawnFrom(Distribution distribution, long seed) {
    double uniform = CounterRandom.uniform(seed, 0, 0);
    double cumulative = 0;
    for (int i = 0; i < distribution.ids().length; i++) {
      cumulative += distribution.probs()[i];
      if (uniform < cumulative) {
        return distribution.ids()[i];
      }
    }
    throw new AssertionError("probabilities add up to " + cumulative);
  }

  private static TokenSampler sampler(SamplingParams params, long seed, int vocabularySize) {
    SamplingContext context = new SamplingContext(vocabularySize, new int[0], new int[0]);
    return new TokenSampler(params, seed, 0, context);
  }

  private static SamplingParams anyFilters(SplittableRandom random) {
    return SamplingParams.defaults()
        .with(
            Map.of(
                "temperature", TEMPERATURES[random.nextInt(TEMPERATURES.length)],
                "top_k", TOP_K[random.nextInt(TOP_K.length)],
                "top_p", TOP_P[random.nextInt(TOP_P.length)],
                "min_p", MIN_P[random.nextInt(MIN_P.length)],
                "typical_p", TYPICAL_P[random.nextInt(TYPICAL_P.length)]));
  }

  private interface LogitAt {
    double apply(SplittableRandom random, int index);
  }

  /** Logits of a random size, drawn by {@code logitAt}; the number is the seed. */
  private static IntFunction<float[]> shape(LogitAt logitAt) {
    return seed -> {
      SplittableRandom random = new SplittableRandom(seed);
      float[] logits = new float[SIZES[random.nextInt(SIZES.length)]];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) logitAt.apply(random, i);
      }
      return logits;
    };
  }

  private static double mostlyMasked(SplittableRandom random, int index) {
    return index == 0 || random.nextInt(50) == 0 ? gaussian(random) : Double.NEGATIVE_INFINITY;
  }

  /** Roughly normal: twelve uniforms, centred. */
  private static double gaussian(SplittableRandom random) {
    return Arrays.stream(random.doubles(12).toArray()).sum() - 6;
  }
}
