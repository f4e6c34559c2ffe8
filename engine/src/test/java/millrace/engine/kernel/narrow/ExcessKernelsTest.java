package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limited products and their excess give the products of the weights as they were. */
class ExcessKernelsTest {
  private final Random random = new Random(7);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 16, 17, 31, 32})
  void limitedProductsAndExcessGiveTheWholeProducts(int rows) {
    Assumptions.assumeTrue(VectorNarrowKernels.supported(), "no vectors of 8 or 16 floats here");
    for (int n : new int[] {1, 2, 13, 96, 207, 640}) {
      for (int width : new int[] {1, 7, 8, 9, 64, 100, 300}) {
        byte[] weights = new byte[width * n];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = (byte) (random.nextInt(255) - 127);
        }
        Arrays.fill(weights, 0, n, (byte) 127);
        Arrays.fill(weights, weights.length - n, weights.length, (byte) -127);
        byte[] x = new byte[rows * n];
        random.nextBytes(x);
        Arrays.fill(x, 0, n, (byte) 255);
        check(new ScalarNarrowKernels(), weights, n, x);
        check(new VectorNarrowKernels(), weights, n, x);
      }
    }
  }

  private void check(NarrowKernels kernels, byte[] weights, int n, byte[] x) {
    int rows = x.length / n;
    int offset = 5;
    int stride = Excess.stride(rows);
    short[] columns = new short[offset + stride * Excess.columns(n)];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (short) random.nextInt(); // beyond the rows: anything
    }
    for (int first = 0; first < rows; first += 4) {
      int count = Math.min(4, rows - first);
      byte[] part = Arrays.copyOfRange(x, first * n, (first + count) * n);
      Excess.sideBySide(part, count, n, columns, offset + first, stride);
    }
    byte[] limited = weights.clone();
    Excess excess = PairLimit.limit(limited, weights.length / n, n);
    int[] sums = products(x, limited, n);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += offsets(weights, limited, i % (weights.length / n), n);
    }
    int width = excess.rows();
    short[] tile = new short[Excess.MAX_TILE * Excess.MAX_ROWS];
    for (int from = 0; from < width; from += Excess.MAX_TILE) {
      int count = Math.min(Excess.MAX_TILE, width - from);
      kernels.sumExcess(excess, from, count, columns, offset, rows, tile);
      for (int r = 0; r < rows; r += Excess.FOUR) {
        int[] four = new int[Excess.FOUR * Excess.MAX_TILE];
        Excess.addFour(tile, r, count, four);
        for (int i = 0; i < Math.min(Excess.FOUR, rows - r); i++) {
          int at = i * Excess.MAX_TILE;
          excess.addWide(from, count, columns, offset + r + i, stride, four, at);
          for (int o = 0; o < count; o++) {
            sums[(r + i) * width + from + o] += four[at + o];
          }
        }
      }
    }
    assertThat(sums).isEqualTo(products(x, weights, n));
  }

  /** What the offset of the inputs adds to a product with what was taken off a row of weights. */
  private static int offsets(byte[] weights, byte[] limited, int row, int n) {
    int sum = 0;
    for (int k = row * n; k < (row + 1) * n; k++) {
      sum += NarrowKernels.OFFSET * (weights[k] - limited[k]);
    }
    return sum;
  }

  private static int[] products(byte[] x, byte[] weights, int n) {
    int width = weights.length / n;
    int[] sums = new int[x.length / n * width];
    for (int i = 0; i < sums.length; i++) {
      for (int k = 0; k < n; k++) {
        sums[i] += (x[i / width * n + k] & 0xFF) * weights[i % width * n + k];
      }
    }
    return sums;
  }
}
