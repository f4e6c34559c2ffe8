package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private final Weights weights = new Weights();

  @Test
  void aWeightIsWithinFourUnitsOfTheExponential() {
    for (double temperature : new double[] {0.01, 0.7, 1, 2.5, 100}) {
      float[] logits = new float[Weights.CHUNK];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (5 - temperature * i * 31.0 / logits.length);
      }
      weights.fill(logits, 0, logits.length, 5, temperature);
      for (int i = 0; i < logits.length; i++) {
        double exact = StrictMath.exp((logits[i] - 5.0) / temperature) * Weights.UNIT;
        assertThat((double) weights.get(i)).as("logit %s", logits[i]).isCloseTo(exact, within(4.0));
      }
    }
  }

  @Test
  void theHighestLogitWeighsOneUnitAndMaskedOnesNothing() {
    float[] logits = {3, Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, 3, -28};
    weights.fill(logits, 0, 5, 3, 1);
    assertThat(new long[] {weights.get(0), weights.get(3)}).containsOnly(Weights.UNIT);
    assertThat(new long[] {weights.get(1), weights.get(2), weights.get(4)}).containsOnly(0);
  }

  @Test
  void weightsFallWithTheLogit() {
    float[] logits = new float[Weights.CHUNK];
    long previous = Long.MAX_VALUE;
    for (int from = 0; from < 40_000; from += logits.length) {
      for (int i = 0; i < logits.length; i++) {
        logits[i] = -(from + i) * 0.001f;
      }
      weights.fill(logits, 0, logits.length, 0, 1);
      for (int i = 0; i < logits.length; i++) {
        assertThat(weights.get(i)).isLessThanOrEqualTo(previous);
        previous = weights.get(i);
      }
    }
  }

  @Test
  void aWeightDoesNotDependOnItsPlaceOrItsNeighbours() {
    SplittableRandom random = new SplittableRandom(1);
    float[] logits = new float[Weights.CHUNK];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextDouble(-20, 0);
    }
    weights.fill(logits, 0, logits.length, 0, 0.9);
    long[] together = new long[logits.length];
    for (int i = 0; i < logits.length; i++) {
      together[i] = weights.get(i);
    }
    for (int i = 0; i < logits.length; i++) {
      weights.fill(logits, i, 1, 0, 0.9);
      assertThat(weights.get(0)).isEqualTo(together[i]);
    }
  }

  @Test
  void sumsAreExactForEveryCount() {
    float[] logits = new float[Weights.CHUNK];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i % 3 == 0 ? 0 : -0.01f * i;
    }
    weights.fill(logits, 0, logits.length, 0, 1);
    long expected = 0;
    for (int count = 0; count <= logits.length; count++) {
      assertThat(weights.sum(count)).isEqualTo(expected);
      expected += count < logits.length ? weights.get(count) : 0;
    }
  }
}
