package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import millrace.engine.testing.ArrayRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights are the nearest whole numbers, and their products add up in 16 bits, pair by pair. */
class Int8WeightsTest {
  /** With offset: the largest beside the largest that may stand there, and beside nothing. */
  private static final int[][] HARDEST_INPUTS = {
    {2 * NarrowKernels.LIMIT, NarrowKernels.PAIR_LIMIT},
    {NarrowKernels.PAIR_LIMIT, 2 * NarrowKernels.LIMIT},
    {2 * NarrowKernels.LIMIT, 0},
    {0, 2 * NarrowKernels.LIMIT}
  };

  private final NarrowKernels kernels = new ScalarNarrowKernels();
  private final Random random = new Random(6);

  private Int8Weights read(ArrayRows matrix) {
    return Int8Weights.read(matrix, 0, matrix.rows(), kernels, new float[matrix.data().length]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 13, 96, 207, 576, 1536})
  void weightsAreNearestAndNoPairSaturates(int columns) {
    ArrayRows matrix = ArrayRows.random(random, 60, columns, 8);
    Int8Weights weights = read(matrix);
    float[] row = new float[NarrowKernels.workLength(columns)];
    for (int r = 0; r < matrix.rows(); r++) {
      kernels.transform(matrix.data(), r * columns, columns, row);
      double step = (double) weights.scales()[r] * Hadamard.group(columns);
      for (int k = 0; k < columns; k++) {
        int number = weights.values()[r * columns + k];
        assertThat(Math.abs(number)).isLessThanOrEqualTo(Int8Weights.LIMIT);
        assertThat(number * step).isCloseTo(row[k], within(step * 0.5001));
      }
      checkPairs(weights.values(), r * columns, columns);
    }
  }

  private static void checkPairs(byte[] weights, int from, int columns) {
    for (int k = from; k + 1 < from + columns; k += 2) {
      int a = weights[k];
      int b = weights[k + 1];
      for (int[] inputs : HARDEST_INPUTS) {
        int sum = a * inputs[0] + b * inputs[1];
        assertThat(sum).as("%d and %d", a, b).isEqualTo((short) sum);
      }
    }
  }

  /** Rows of three are not transformed. */
  @Test
  void scaleIsNoLargerThanTheHardestPairDemands() {
    float[] rows = {86, 85.5f, 1, 127, 27, 1, 1, 1, 127, -127, 127, 1, -60, -100, 5};
    Int8Weights weights = read(new ArrayRows(rows, 3, 8));
    assertThat(weights.scales()[0]).isBetween(0.99f, 1.01f);
    assertThat(weights.scales()[1]).isBetween(0.99f, 1.01f);
    assertThat(weights.scales()[2]).isEqualTo(1f);
    assertThat(weights.scales()[3]).isEqualTo(1f);
    assertThat(weights.scales()[4]).isBetween(0.97f, 1f);
  }

  @Test
  void rowThatIsNotFiniteGetsNoScale() {
    Int8Weights weights = read(new ArrayRows(new float[] {1, Float.NaN, 2, 1, 2, 3}, 3, 8));
    assertThat(weights.scales()[0]).isNaN();
    assertThat(weights.scales()[1]).isPositive();
  }
}
