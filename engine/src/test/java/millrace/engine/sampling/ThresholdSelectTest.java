package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdSelectTest {
  private final ThresholdSelect select = new ThresholdSelect();

  @Test
  void findsEveryKthLargestOfAwkwardValues() {
    float[] values = {
      -0.0f,
      0.0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.NEGATIVE_INFINITY,
      3,
      3,
      3,
      -3,
      1,
      1.0000001f,
      0.99999994f,
      Float.NEGATIVE_INFINITY,
      -2.5e-38f,
      65536,
      65537
    };
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int k = 1; k <= values.length; k++) {
      float expected = sorted[sorted.length - k];
      select.kthLargest(values, values.length, k);
      assertThat(select.threshold() == expected).as("k = %s, %s", k, expected).isTrue();
      assertThat(select.above()).isEqualTo(countAbove(values, expected));
    }
  }

  @Test
  void findsWhereWeightsReachANeed() {
    float[] values = {5, 1, 9, 5, 7};
    long[] weights = {20, 1, 100, 20, 50};
    assertReaches(values, weights, 100, 9, 0);
    assertReaches(values, weights, 101, 7, 100);
    assertReaches(values, weights, 150, 7, 100);
    assertReaches(values, weights, 151, 5, 150);
    assertReaches(values, weights, 190, 5, 150);
    assertReaches(values, weights, 191, 1, 190);
  }

  @Test
  void agreesWithASortOnRandomValues() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 300; round++) {
      int count = 1 + random.nextInt(500);
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
        if (Float.isNaN(values[i])) {
          values[i] = random.nextInt(5);
        }
      }
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      int k = 1 + random.nextInt(count);
      select.kthLargest(values, count, k);
      assertThat(select.threshold() == sorted[count - k]).isTrue();
    }
  }

  private void assertReaches(
      float[] values, long[] weights, long need, float threshold, long above) {
    select.reach(values, weights, values.length, need);
    assertThat(select.threshold()).isEqualTo(threshold);
    assertThat(select.above()).isEqualTo(above);
  }

  private static long countAbove(float[] values, float limit) {
    long above = 0;
    for (float value : values) {
      above += value > limit ? 1 : 0;
    }
    return above;
  }
}
