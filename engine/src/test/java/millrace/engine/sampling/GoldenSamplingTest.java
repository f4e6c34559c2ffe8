package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sampler against the references: survivors exactly, probabilities to 1e-6, and the frequencies
 * of 200,000 draws by a chi-square test that a right sampler fails with p = 1e-4 per case; the seed
 * is fixed, so the test passes always or never.
 */
class GoldenSamplingTest {
  private static final int DRAWS = 200_000;
  private static final double FEWEST_EXPECTED = 5;

  /** Of the normal distribution at p = 1e-4. */
  private static final double NORMAL_QUANTILE = 3.719;

  static List<GoldenCases.Case> all() throws IOException {
    return GoldenCases.all();
  }

  static List<GoldenCases.Case> drawn() throws IOException {
    return GoldenCases.drawn();
  }

  @ParameterizedTest
  @MethodSource("all")
  void survivorsAndProbabilitiesAreThoseOfTheReference(GoldenCases.Case golden) {
    Distribution actual = golden.sampler(0).distribution(golden.scratch(), golden.position());
    assertThat(actual.ids()).isEqualTo(golden.keepIds());
    assertThat(actual.probs()).containsExactly(golden.probs(), within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("all")
  void rawLogprobsAreThoseOfTheReference(GoldenCases.Case golden) {
    SamplerScratch scratch = golden.scratch();
    golden.sampler(0).sample(scratch, golden.position());
    for (int id = 0; id < golden.logits().length; id++) {
      double expected = golden.rawLogprobs()[id];
      double roundingToFloat = Math.ulp((float) expected) / 2;
      assertThat((double) Logprobs.logprob(scratch, id))
          .isCloseTo(expected, within(1e-6 + roundingToFloat));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void entropyIsThatOfTheReferenceLogprobs(GoldenCases.Case golden) {
    double expected = 0;
    for (double logprob : golden.rawLogprobs()) {
      expected -= Math.exp(logprob) * logprob;
    }
    assertThat(Logprobs.entropy(golden.scratch())).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlySurvivorsAreDrawn(GoldenCases.Case golden) {
    int token = golden.sampler(0).sample(golden.logits(), 0, golden.position(), golden.scratch());
    assertThat(golden.keepIds()).contains(token);
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void drawnFrequenciesFitTheReferenceProbabilities(GoldenCases.Case golden) {
    int[] counts = draw(golden);
    double restExpected = 0;
    double restCount = 0;
    double chiSquare = 0;
    int cells = 0;
    for (int i = 0; i < golden.keepIds().length; i++) {
      double expected = DRAWS * golden.probs()[i];
      int count = counts[golden.keepIds()[i]];
      if (expected < FEWEST_EXPECTED) {
        restExpected += expected;
        restCount += count;
      } else {
        chiSquare += (count - expected) * (count - expected) / expected;
        cells++;
      }
    }
    if (restExpected >= FEWEST_EXPECTED) {
      chiSquare += (restCount - restExpected) * (restCount - restExpected) / restExpected;
      cells++;
    } else {
      assertThat(restCount).as("draws of nearly impossible tokens").isLessThan(25);
    }
    if (cells > 1) {
      assertThat(chiSquare).isLessThan(limit(cells - 1));
    }
  }

  private static int[] draw(GoldenCases.Case golden) {
    int[] counts = new int[golden.logits().length];
    SamplerScratch scratch = golden.scratch();
    boolean positionMatters = golden.params().minTokens() > 0;
    TokenSampler sampler = golden.sampler(0);
    for (int i = 0; i < DRAWS; i++) {
      int token =
          positionMatters
              ? golden.sampler(i).sample(scratch, golden.position())
              : sampler.sample(scratch, golden.position() + i);
      counts[token]++;
    }
    return counts;
  }

  /** The chi-square quantile at p = 1e-4 (Wilson and Hilferty's approximation, 1931). */
  private static double limit(int freedom) {
    double variance = 2.0 / (9 * freedom);
    return freedom * Math.pow(1 - variance + NORMAL_QUANTILE * Math.sqrt(variance), 3);
  }
}
