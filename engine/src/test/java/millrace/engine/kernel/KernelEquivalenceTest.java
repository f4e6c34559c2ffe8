package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector kernels give the scalar kernels' bits, over odd sizes and offsets. */
class KernelEquivalenceTest {
  private final Kernels scalar = new ScalarKernels();
  private final Kernels vector = new VectorKernels();
  private final Random random = new Random(7);

  private interface Run {
    void on(Kernels kernels, float[] data);
  }

  /** Runs both on copies of the same data and compares every element. */
  private void same(float[] data, Run run) {
    float[] a = data.clone();
    float[] b = data.clone();
    run.on(scalar, a);
    run.on(vector, b);
    assertThat(b).isEqualTo(a);
  }

  private float[] data(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13, 16, 31, 48, 64, 207, 576, 1536, 4098})
  void normsAndElementwiseKernelsGiveTheSameBits(int n) {
    float[] weight = data(n);
    float[] bias = data(n);
    float[] x = data(n + 3);
    same(new float[n + 5], (k, out) -> k.rmsNorm(x, 3, weight, 1e-5f, out, 5, n));
    same(new float[n + 5], (k, out) -> k.layerNorm(x, 3, weight, bias, 1e-5f, out, 5, n));
    same(data(n + 5), (k, y) -> k.add(x, 3, y, 5, n));
    same(data(n + 5), (k, y) -> k.addScaled(x, 3, 0.37f, y, 5, n));
    same(data(n + 5), (k, y) -> k.scale(y, 5, 0.37f, n));
    same(data(n + 5), (k, y) -> k.softCap(y, 5, 30f, n));
    x[2 + n] = Float.NaN;
    same(weight, (k, highest) -> k.raise(highest, x, 3, n));
    same(weight, (k, highest) -> k.raise(highest, new float[n], 0, n));
    x[2 + n] = -0f;
    for (Activation activation : Activation.values()) {
      same(data(n + 5), (k, y) -> k.gate(activation, x, 3, weight, 0, y, 5, n));
      same(data(n + 5), (k, y) -> k.activate(activation, y, 5, n));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 16, 20, 32, 64, 100})
  void rotationGivesTheSameBits(int half) {
    float[] cos = data(half * 3);
    float[] sin = data(half * 3);
    same(data(2 * half + 4), (k, x) -> k.rotate(x, 4, half, cos, sin, 2 * half));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 100, 1000, 2049})
  void softmaxGivesTheSameBits(int n) {
    float[] scores = data(n + 2);
    float[] a = scores.clone();
    float[] b = scores.clone();
    float max = vector.max(scores, 2, n);
    assertThat(max).isEqualTo(scalar.max(scores, 2, n));
    assertThat(vector.expAndSum(b, 2, n, max)).isEqualTo(scalar.expAndSum(a, 2, n, max));
    assertThat(b).isEqualTo(a);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 511, 512, 513, 1000, 4099, 49152})
  void sumsOfExponentialsGiveTheSameBitsAndChangeNothing(int n) {
    float[] x = data(n + 5);
    x[3 + n / 2] = Float.NEGATIVE_INFINITY;
    float[] before = x.clone();
    double sum = vector.sumExp(x, 3, 9f, n, data(16));
    assertThat(sum).isEqualTo(scalar.sumExp(x, 3, 9f, n, data(16)));
    assertThat(x).isEqualTo(before);
    double exact = 0;
    for (int i = 3; i < n + 3; i++) {
      exact += Math.exp(x[i] - 9.0);
    }
    assertThat(sum).isCloseTo(exact, within(exact * 1e-6 + 1e-30));
  }

  @Test
  void theLargestNumberIsFoundBesideWhatIsNone() {
    float[] x = new float[37];
    java.util.Arrays.fill(x, Float.NaN);
    assertThat(vector.max(x, 0, 37)).isEqualTo(Float.NEGATIVE_INFINITY);
    x[3] = -2f;
    x[35] = -1f;
    for (Kernels kernels : new Kernels[] {scalar, vector}) {
      assertThat(kernels.max(x, 0, 37)).isEqualTo(-1f);
      assertThat(kernels.expAndSum(x.clone(), 0, 37)).isNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 48, 207, 576})
  void matrixProductGivesTheSameBitsForAnyNumberOfRowsAndThreads(int inputs) {
    for (int outputs : new int[] {1, 63, 64, 65, 200}) {
      MatrixRows matrix = new ArrayRows(data(outputs * inputs), inputs);
      for (int rows : new int[] {1, 2, 3, 4, 5, 11, 300}) {
        checkProduct(matrix, rows);
      }
    }
  }

  private void checkProduct(MatrixRows matrix, int rows) {
    float[] x = data(rows * matrix.columns());
    float[] expected = new float[rows * matrix.rows()];
    float[] actual = new float[rows * matrix.rows()];
    try (ThreadTeam one = new ThreadTeam(1);
        ThreadTeam three = new ThreadTeam(3)) {
      new PanelProjection(scalar, matrix, one).apply(x, rows, expected, one);
      new PanelProjection(vector, matrix, three).apply(x, rows, actual, three);
    }
    assertThat(actual).isEqualTo(expected);
    double exact = 0;
    float[] row = new float[matrix.columns()];
    matrix.read(matrix.rows() - 1, 1, row, 0);
    double magnitude = 0;
    for (int k = 0; k < row.length; k++) {
      exact += (double) row[k] * x[(rows - 1) * row.length + k];
      magnitude += Math.abs((double) row[k] * x[(rows - 1) * row.length + k]);
    }
    assertThat((double) expected[expected.length - 1])
        .isCloseTo(exact, within(1e-7 * (row.length + 4) * magnitude + 1e-30));
  }

  @Test
  void exponentialIsWithinTwoUnitsInTheLastPlace() {
    for (int i = 0; i < 200_000; i++) {
      float x = -87f + random.nextFloat() * 175f;
      double exact = Math.exp(x);
      assertThat(Math.abs(ExpPolynomial.exp(x) - exact))
          .isLessThanOrEqualTo(2 * Math.ulp((float) exact));
    }
  }

  @Test
  void notANumberStaysOne() {
    float payload = Float.intBitsToFloat(0x7FC0_0001);
    assertThat(ExpPolynomial.exp(payload)).isNaN();
    float[] x = new float[40];
    java.util.Arrays.fill(x, payload);
    vector.activate(Activation.SILU, x, 0, 40);
    assertThat(x[5]).isNaN();
  }

  /** A matrix in memory. */
  private record ArrayRows(float[] data, int columns) implements MatrixRows {
    @Override
    public int rows() {
      return data.length / columns;
    }

    @Override
    public int bitsPerWeight() {
      return Float.SIZE;
    }

    @Override
    public void read(int first, int count, float[] dst, int offset) {
      System.arraycopy(data, first * columns, dst, offset, count * columns);
    }
  }
}
