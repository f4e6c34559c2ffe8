package millrace.engine.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import millrace.engine.kernel.Projection;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** oneDNN's products against plain loops, and against themselves in other company. */
class OneDnnTest {
  private static final Path TASKS = Path.of("/proc/self/task");

  private static OneDnn library;
  private final Random random = new Random(9);

  @BeforeAll
  static void open() {
    try {
      library =
          OneDnn.open(
              VectorNarrowKernels.supported()
                  ? new VectorNarrowKernels()
                  : new ScalarNarrowKernels());
    } catch (OneDnnUnavailableException e) {
      if ("true".equals(System.getenv("CI"))) {
        fail("CI=true demands oneDNN", e);
      }
      Assumptions.abort(e.getMessage());
    }
  }

  @AfterAll
  static void close() {
    if (library != null) {
      library.close();
    }
  }

  private static void assumeUsable(NumberType type) {
    library.obstacle(type).ifPresent(reason -> Assumptions.abort(type + ": " + reason));
  }

  private static float[] apply(
      ArrayRows matrix, NumberType type, float[] x, int rows, int threads) {
    float[] out = new float[rows * matrix.rows()];
    try (ThreadTeam team = new ThreadTeam(threads)) {
      library.prepare(type, matrix, team).apply(x, rows, out, team);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 13, 24, 48, 64, 207, 576, 1536, 4096})
  void int8ProductsAreThoseOfIntegerArithmeticBitForBit(int inputs) {
    assumeUsable(NumberType.INT8);
    for (int outputs : new int[] {1, 31, 64, 130, 960}) {
      ArrayRows matrix = ArrayRows.random(random, outputs, inputs, 8);
      Int8Oracle oracle = new Int8Oracle(matrix);
      for (int rows : new int[] {1, 2, 7, 33, 160}) {
        float[] x = ArrayRows.numbers(random, rows * inputs, inputs);
        assertThat(apply(matrix, NumberType.INT8, x, rows, 1 + rows % 3))
            .as("%d rows, %d outputs", rows, outputs)
            .isEqualTo(oracle.apply(x, rows));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 13, 24, 48, 64, 207, 576, 1536, 4096})
  void floatProductsAreNearTheExactOnes(int inputs) {
    for (NumberType type : new NumberType[] {NumberType.F32, NumberType.BF16}) {
      assumeUsable(type);
      for (int outputs : new int[] {1, 31, 64, 130, 960}) {
        ArrayRows matrix = ArrayRows.random(random, outputs, inputs, 32);
        for (int rows : new int[] {1, 2, 7, 33, 160}) {
          float[] x = ArrayRows.numbers(random, rows * inputs, inputs);
          checkNear(type, matrix, x, rows);
        }
      }
    }
  }

  /** Exact products of the operands as the type rounds them; float32 sums may err a little. */
  private void checkNear(NumberType type, ArrayRows matrix, float[] x, int rows) {
    float[] actual = apply(matrix, type, x, rows, 1 + rows % 3);
    int n = matrix.columns();
    float[] weights = rounded(type, matrix.data());
    float[] inputs = rounded(type, x);
    for (int sample = 0; sample < 200; sample++) {
      int r = random.nextInt(rows);
      int c = random.nextInt(matrix.rows());
      double exact = 0;
      double magnitude = 0;
      for (int k = 0; k < n; k++) {
        double product = (double) weights[c * n + k] * inputs[r * n + k];
        exact += product;
        magnitude += Math.abs(product);
      }
      assertThat((double) actual[r * matrix.rows() + c])
          .as("%s, row %d of %d, output %d, %d inputs", type, r, rows, c, n)
          .isCloseTo(exact, within(6e-8 * (n + 4) * magnitude + 1e-30));
    }
  }

  private static float[] rounded(NumberType type, float[] values) {
    if (type == NumberType.F32) {
      return values;
    }
    short[] bits = new short[values.length + 16];
    new ScalarNarrowKernels().toBfloat16(values, 0, values.length, bits);
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Float.intBitsToFloat(bits[i] << 16);
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(NumberType.class)
  void rowsGetTheSameBitsInAnyCompanyAtAnyPlaceOnAnyNumberOfThreads(NumberType type) {
    assumeUsable(type);
    for (int[] shape : new int[][] {{48, 90}, {576, 960}, {1536, 576}, {577, 1601}, {96, 3200}}) {
      ArrayRows matrix = ArrayRows.random(random, shape[1], shape[0], 8);
      float[] x = ArrayRows.numbers(random, 160 * shape[0], shape[0]);
      float[] expected = apply(matrix, type, x, 160, 1);
      for (int threads = 2; threads <= 5; threads++) {
        assertThat(apply(matrix, type, x, 160, threads))
            .as("%d threads", threads)
            .isEqualTo(expected);
      }
      checkRows(matrix, type, x, expected);
    }
  }

  private static void checkRows(ArrayRows matrix, NumberType type, float[] x, float[] expected) {
    int inputs = matrix.columns();
    int outputs = matrix.rows();
    try (ThreadTeam team = new ThreadTeam(2)) {
      Projection projection = library.prepare(type, matrix, team);
      for (int rows = 1; rows <= 160; rows++) {
        int first = (160 - rows) / 3; // each time at another place
        float[] part = Arrays.copyOfRange(x, first * inputs, (first + rows) * inputs);
        float[] out = new float[rows * outputs];
        projection.apply(part, rows, out, team);
        assertThat(out)
            .as("%s, %d rows from %d", type, rows, first)
            .isEqualTo(Arrays.copyOfRange(expected, first * outputs, (first + rows) * outputs));
      }
    }
  }

  @Test
  void rowThatIsNotFiniteBecomesNotANumberAndHarmsNoOther() {
    assumeUsable(NumberType.INT8);
    ArrayRows matrix = ArrayRows.random(random, 64, 96, 8);
    float[] x = ArrayRows.numbers(random, 3 * 96, 96);
    float[] expected = apply(matrix, NumberType.INT8, x, 3, 1);
    x[96 + 5] = Float.POSITIVE_INFINITY;
    float[] actual = apply(matrix, NumberType.INT8, x, 3, 1);
    for (int c = 0; c < 64; c++) {
      assertThat(actual[64 + c]).isNaN();
      assertThat(actual[c]).isEqualTo(expected[c]);
      assertThat(actual[128 + c]).isEqualTo(expected[128 + c]);
    }
  }

  @Test
  void packedWeightsAreCountedInTheirOwnType() {
    ArrayRows matrix = ArrayRows.random(random, 960, 576, 8);
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (NumberType type : NumberType.values()) {
        assumeUsable(type);
        long bytes = library.prepare(type, matrix, team).byteSize();
        assertThat(bytes)
            .isBetween(960L * 576 * type.operandBytes(), 11 * 96 * 576L * type.operandBytes());
      }
    }
  }

  @Test
  void libraryComputesOnTheCallingThreadOnly() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(TASKS), "no /proc here");
    ArrayRows matrix = ArrayRows.random(random, 1536, 1536, 8);
    float[] x = ArrayRows.numbers(random, 128 * 1536, 1536);
    FutureTask<List<String>> threads =
        new FutureTask<>(
            () -> {
              apply(matrix, NumberType.F32, x, 128, 1);
              return namesOfThreads();
            });
    Thread caller = new Thread(threads, "lone-caller");
    caller.start();
    // Threads that OpenMP starts carry the name of the thread that makes them.
    assertThat(threads.get()).filteredOn("lone-caller"::equals).hasSize(1);
  }

  private static List<String> namesOfThreads() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(TASKS)) {
      for (Path task : tasks.toList()) {
        names.add(Files.readString(task.resolve("comm")).strip());
      }
    }
    return names;
  }

  @Test
  void sameNumbersComeOfScalarAndVectorConversions() throws OneDnnUnavailableException {
    assumeUsable(NumberType.INT8);
    ArrayRows matrix = ArrayRows.random(random, 130, 576, 8);
    float[] x = ArrayRows.numbers(random, 5 * 576, 576);
    NarrowKernels scalar = new ScalarNarrowKernels();
    float[] out = new float[5 * 130];
    try (OneDnn plain = OneDnn.open(scalar);
        ThreadTeam team = new ThreadTeam(2)) {
      plain.prepare(NumberType.INT8, matrix, team).apply(x, 5, out, team);
    }
    assertThat(out).isEqualTo(apply(matrix, NumberType.INT8, x, 5, 2));
  }
}
