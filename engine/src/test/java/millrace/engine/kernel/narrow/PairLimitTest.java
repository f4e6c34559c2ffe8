package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
      for (int e = excess.starts()[r]; e < excess.starts()[r + 1]; e++) {
        int entry = excess.entries()[e];
        assertThat(Excess.amount(entry)).isNotZero();
        limited[r * columns + Excess.column(entry)] += (byte) Excess.amount(entry);
      }
    }
    assertThat(limited).isEqualTo(weights);
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
  void rowsAreJoinedInTheirOrder() {
    byte[] weights = new byte[9 * 64];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (byte) (random.nextInt(255) - 127);
    }
    Excess whole = PairLimit.limit(weights.clone(), 9, 64);
    List<Excess> parts = new ArrayList<>();
    for (int first = 0; first < 9; first += 4) {
      int count = Math.min(4, 9 - first);
      byte[] part = Arrays.copyOfRange(weights, first * 64, (first + count) * 64);
      parts.add(PairLimit.limit(part, count, 64));
    }
    Excess joined = Excess.join(parts);
    assertThat(joined.rows()).isEqualTo(9);
    assertThat(joined.starts()).isEqualTo(whole.starts());
    assertThat(joined.entries()).isEqualTo(whole.entries()).isNotEmpty();
  }
}
