package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limited pairs are safe, and nothing is lost: weights and excess are the weights of before. */
class PairLimitTest {
  private static final int LARGEST_INPUT = 255;
  private final Random random = new Random(6);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 13, 96, 207, 576})
  void limitedPairsFitInSixteenBitsAndTheRestIsKept(int columns) {
    byte[] weights = new byte[40 * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (random.nextInt(255) - 127);
    }
    check(weights, columns);
  }

  @Test
  void everyPairOfWeightsIsMadeSafe() {
    byte[] weights = new byte[255 * 255 * 2];
    int at = 0;
    for (int a = -127; a <= 127; a++) {
      for (int b = -127; b <= 127; b++) {
        weights[at++] = (byte) a;
        weights[at++] = (byte) b;
      }
    }
    check(weights, 2 * 255);
  }

  private static void check(byte[] weights, int columns) {
    int rows = weights.length / columns;
    byte[] limited = weights.clone();
    Excess excess = PairLimit.limit(limited, rows, columns);
    for (int i = 0; i < weights.length; i++) {
      assertThat(limited[i]).isBetween((byte) -127, (byte) 127);
    }
    for (int r = 0; r < rows; r++) {
      for (int k = r * columns; k + 1 < (r + 1) * columns; k += 2) {
        assertThat(LARGEST_INPUT * reach(limited[k], limited[k + 1])).isLessThan(1 << 15);
        assertThat(LARGEST_INPUT * reach(-limited[k], -limited[k + 1]))
            .isLessThanOrEqualTo(1 << 15);
      }
    }
    giveBack(excess, limited, columns);
    assertThat(limited).isEqualTo(weights);
  }

  private static void giveBack(Excess excess, byte[] limited, int columns) {
    for (int i = 0; i < excess.rows(); i++) {
      int row = i / Excess.MAX_TILE * Excess.MAX_TILE + excess.order()[i];
      for (int e = excess.starts()[i]; e < excess.starts()[i + 1]; e++) {
        short entry = excess.entries()[e];
        int at = row * columns + 2 * Excess.pair(entry);
        limited[at] += (byte) (Excess.sign(entry) * Excess.AMOUNT);
      }
    }
  }

  /** The largest sum that two weights give with inputs of 0 or 1. */
  private static int reach(int a, int b) {
    return Math.max(0, a) + Math.max(0, b);
  }

  @Test
  void safePairsStayAsTheyAre() {
    byte[] weights = {127, 1, 64, 64, -127, -1, 127, -127, 0, 127, -1};
    byte[] limited = weights.clone();
    Excess excess = PairLimit.limit(limited, 1, weights.length);
    assertThat(limited).isEqualTo(weights);
    assertThat(excess.entries()).isEmpty();
  }

  @Test
  void rowsLimitedSomeAtATimeGiveTheSame() {
    byte[] weights = new byte[300 * 64];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (random.nextInt(255) - 127);
    }
    Excess whole = PairLimit.limit(weights.clone(), 300, 64);
    PairLimit limit = new PairLimit(64);
    for (int first = 0; first < 300; first += 64) {
      int count = Math.min(64, 300 - first);
      limit.add(Arrays.copyOfRange(weights, first * 64, (first + count) * 64), count);
    }
    assertThat(limit.excess()).usingRecursiveComparison().isEqualTo(whole);
    assertThat(whole.entries()).isNotEmpty();
  }

  @Test
  void entriesOfATileStandInTheOrderOfTheirNumber() {
    byte[] weights = new byte[200 * 8];
    Arrays.fill(weights, 8, 16, (byte) 127);
    Arrays.fill(weights, 24, 26, (byte) -127);
    Excess excess = PairLimit.limit(weights, 200, 8);
    assertThat(excess.rows()).isEqualTo(200);
    assertThat(excess.order()[126]).isEqualTo((short) 3);
    assertThat(excess.order()[127]).isEqualTo((short) 1);
    assertThat(excess.starts()[127]).isEqualTo(1);
    assertThat(excess.starts()[128]).isEqualTo(5);
    assertThat(excess.wide()).isEmpty();
  }
}
