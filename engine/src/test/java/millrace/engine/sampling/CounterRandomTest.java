package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import millrace.engine.sampling.CounterRandom.Half;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {
  private static final int DRAWS = 100_000;

  /** The philox4x32 10 lines of Random123's tests/kat_vectors: counter, key, expected words. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000,00000000 00000000,6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff,ffffffff ffffffff,408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344,a4093822 299f31d0,d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void givesThePublishedKnownAnswers(String counter, String key, String expected) {
    int[] c = words(counter);
    int[] k = words(key);
    long first = CounterRandom.philox(c[0], c[1], c[2], c[3], k[0], k[1], Half.WORDS_0_1);
    long second = CounterRandom.philox(c[0], c[1], c[2], c[3], k[0], k[1], Half.WORDS_2_3);
    assertThat(new int[] {(int) first, (int) (first >>> 32), (int) second, (int) (second >>> 32)})
        .isEqualTo(words(expected));
  }

  @Test
  void uniformIsTheTop53BitsOfTheFirstTwoWords() {
    assertThat(CounterRandom.uniform(0, 0, 0))
        .isEqualTo((0xe169c58d6627e8d5L >>> 11) / (double) (1L << 53));
  }

  @Test
  void positionsGiveUncorrelatedUniforms() {
    assertUniform(i -> CounterRandom.uniform(7, 0, i));
  }

  @Test
  void samplesGiveUncorrelatedUniforms() {
    assertUniform(i -> CounterRandom.uniform(7, i, 0));
  }

  @Test
  void neighbouringSeedsGiveUncorrelatedUniforms() {
    assertUniform(i -> CounterRandom.uniform(i, 0, 0));
  }

  @Test
  void seedsThatDifferInTheHighWordAloneGiveUncorrelatedUniforms() {
    assertUniform(i -> CounterRandom.uniform((long) i << 32, 0, 0));
  }

  @Test
  void twoSamplesOfOneSeedAreUncorrelated() {
    double product = 0;
    for (int i = 0; i < DRAWS; i++) {
      product += (CounterRandom.uniform(3, 0, i) - 0.5) * (CounterRandom.uniform(3, 1, i) - 0.5);
    }
    assertThat(12 * product / DRAWS).isCloseTo(0, within(5 / Math.sqrt(DRAWS)));
  }

  /** Mean, variance and serial correlation, each within five standard errors. */
  private static void assertUniform(IntToDoubleFunction draw) {
    double error = 1 / Math.sqrt(DRAWS);
    double sum = 0;
    double squares = 0;
    double serial = 0;
    double previous = 0;
    for (int i = 0; i < DRAWS; i++) {
      double u = draw.applyAsDouble(i);
      assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
      sum += u;
      squares += (u - 0.5) * (u - 0.5);
      serial += (u - 0.5) * previous;
      previous = u - 0.5;
    }
    assertThat(sum / DRAWS).as("mean").isCloseTo(0.5, within(5 * error * Math.sqrt(1 / 12.0)));
    assertThat(squares / DRAWS)
        .as("variance")
        .isCloseTo(1 / 12.0, within(5 * error * Math.sqrt(1 / 180.0)));
    assertThat(12 * serial / DRAWS).as("serial correlation").isCloseTo(0, within(5 * error));
  }

  private static int[] words(String text) {
    String[] parts = text.split(" ", -1);
    int[] words = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      words[i] = Integer.parseUnsignedInt(parts[i], 16);
    }
    return words;
  }
}
