package millrace.engine.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.ScalarNarrowKernels;
import millrace.engine.kernel.narrow.VectorNarrowKernels;
import millrace.engine.testing.ArrayRows;
import millrace.engine.testing.Int8Oracle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 8-bit products against plain integer arithmetic. As convolutions they are exact on every CPU,
 * with VNNI and without.
 */
class Int8ProjectionTest {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private static final NarrowKernels KERNELS =
      VectorNarrowKernels.supported() ? new VectorNarrowKernels() : new ScalarNarrowKernels();

  private static OneDnn library;
  private final Random random = new Random(10);

  @BeforeAll
  static void open() {
    try {
      library = OneDnn.open(KERNELS);
    } catch (OneDnnUnavailableException e) {
      if ("true".equals(System.getenv("CI"))) {
        fail("CI=true demands oneDNN", e);
      }
      Assumptions.abort(e.getMessage());
    }
    new ProductCheck(library, OneDnn.NARROW_SUMS, false).obstacle().ifPresent(Assumptions::abort);
  }

  @AfterAll
  static void close() {
    if (library != null) {
      library.close();
    }
  }

  private static float[] apply(ArrayRows matrix, float[] x, int rows, int threads) {
    return apply(KERNELS, matrix, x, rows, threads);
  }

  private static float[] apply(
      NarrowKernels kernels, ArrayRows matrix, float[] x, int rows, int threads) {
    float[] out = new float[rows * matrix.rows()];
    try (ThreadTeam team = new ThreadTeam(threads)) {
      new Int8Projection(library, OneDnn.NARROW_SUMS, kernels, matrix, team)
          .apply(x, rows, out, team);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 13, 24, 64, 96, 100, 207, 576, 577, 1536, 4096})
  void productsAreThoseOfIntegerArithmeticBitForBit(int inputs) {
    for (int outputs : new int[] {1, 31, 64, 130, 960}) {
      ArrayRows matrix = ArrayRows.random(random, outputs, inputs, 8);
      Int8Oracle oracle = new Int8Oracle(matrix);
      for (int rows : new int[] {1, 2, 7, 8, 33, 41, 160}) {
        float[] x = ArrayRows.numbers(random, rows * inputs, inputs);
        assertThat(apply(matrix, x, rows, 1 + rows % 3))
            .as("%d rows, %d outputs", rows, outputs)
            .isEqualTo(oracle.apply(x, rows));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 96, 100, 576, 577, 1536, 8192})
  void hardestWeightsAndInputsAreExact(int inputs) {
    int[][] patterns = {
      {127},
      {-127},
      {27, 127, 127, 27},
      {-27, -127, -127, -27},
      {127, 27},
      {85, 85},
      {-85},
      {127, -127}
    };
    float[] weights = new float[40 * inputs];
    for (int o = 0; o < 40; o++) {
      int[] pattern = patterns[o % patterns.length];
      fill(weights, o, inputs, pattern);
    }
    float[] x = new float[35 * inputs];
    int[][] rows = {{112, 47}, {-112}, {47, 112}, {-112, 112}, {79, 79, -79, -79}};
    for (int r = 0; r < 35; r++) {
      fill(x, r, inputs, rows[r % rows.length]);
    }
    ArrayRows matrix = new ArrayRows(weights, inputs, 8);
    assertThat(apply(matrix, x, 35, 2)).isEqualTo(new Int8Oracle(matrix).apply(x, 35));
  }

  /** A row that the transform turns into these whole numbers, repeated: its own inverse. */
  private static void fill(float[] all, int row, int n, int[] pattern) {
    float[] numbers = new float[n];
    for (int k = 0; k < n; k++) {
      numbers[k] = pattern[k % pattern.length];
    }
    float[] work = new float[NarrowKernels.workLength(n)];
    new ScalarNarrowKernels().transform(numbers, 0, n, work);
    System.arraycopy(work, 0, all, row * n, n);
  }

  @Test
  void sameNumbersComeOfScalarAndVectorKernels() {
    ArrayRows matrix = ArrayRows.random(random, 130, 576, 8);
    float[] x = ArrayRows.numbers(random, 45 * 576, 576);
    assertThat(apply(new ScalarNarrowKernels(), matrix, x, 45, 2))
        .isEqualTo(apply(matrix, x, 45, 2));
  }

  @Test
  void rowThatIsNotFiniteBecomesNotANumberAndHarmsNoOther() {
    ArrayRows matrix = ArrayRows.random(random, 64, 96, 8);
    float[] x = ArrayRows.numbers(random, 9 * 96, 96);
    float[] expected = apply(matrix, x, 9, 1);
    x[4 * 96 + 5] = Float.NaN;
    Arrays.fill(expected, 4 * 64, 5 * 64, Float.NaN);
    assertThat(apply(matrix, x, 9, 1)).isEqualTo(expected);
  }

  @Test
  void checkFindsSaturationWhereTheCpuHasNoVnni() throws IOException {
    Assumptions.assumeTrue(Files.isReadable(CPU), "no /proc/cpuinfo here");
    String cpu = Files.readString(CPU);
    Assumptions.assumeTrue(cpu.contains("avx2"), "no x86 with AVX2");
    boolean vnni = cpu.contains("avx512_vnni") || cpu.contains("avx_vnni");
    boolean saturates = new ProductCheck(library, OneDnn.NARROW_SUMS, true).obstacle().isPresent();
    assertThat(saturates).isEqualTo(!vnni);
    assertThat(library.narrowSums()).isEqualTo(!vnni);
    assertThat(library.obstacle(NumberType.INT8)).isEmpty();
  }
}
