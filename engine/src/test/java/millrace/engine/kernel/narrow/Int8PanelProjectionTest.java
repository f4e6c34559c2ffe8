package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;
import millrace.engine.testing.ArrayRows;
import millrace.engine.testing.Int8Oracle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole numbers in floats give what integer arithmetic gives. */
class Int8PanelProjectionTest {
  private final Random random = new Random(5);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 24, 48, 64, 207, 576, 1024, 1025, 1536, 2112, 4096})
  void productsAreThoseOfIntegerArithmeticBitForBit(int inputs) {
    for (int outputs : new int[] {1, 63, 64, 65, 130}) {
      MatrixRows matrix = ArrayRows.random(random, outputs, inputs, 8);
      for (int rows : new int[] {1, 2, 67}) {
        float[] x = ArrayRows.numbers(random, rows * inputs, inputs);
        float[] expected = new Int8Oracle(matrix).apply(x, rows);
        check(new VectorKernels(), new VectorNarrowKernels(), matrix, x, rows, expected);
        check(new ScalarKernels(), new ScalarNarrowKernels(), matrix, x, rows, expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 4096})
  void largestPossibleSumsAreExact(int inputs) {
    float[] ones = new float[inputs];
    java.util.Arrays.fill(ones, 1f);
    // The transform gathers a group of equal numbers in its first member; undo it beforehand.
    float[] work = new float[NarrowKernels.workLength(inputs)];
    new ScalarNarrowKernels().transform(ones, 0, inputs, work);
    float[] x = java.util.Arrays.copyOf(work, inputs);
    MatrixRows matrix = new ArrayRows(x, inputs, 8);
    check(
        new VectorKernels(),
        new VectorNarrowKernels(),
        matrix,
        x,
        1,
        new Int8Oracle(matrix).apply(x, 1));
  }

  private static void check(
      Kernels kernels,
      NarrowKernels narrow,
      MatrixRows matrix,
      float[] x,
      int rows,
      float[] expected) {
    float[] actual = new float[rows * matrix.rows()];
    try (ThreadTeam team = new ThreadTeam(3)) {
      new Int8PanelProjection(kernels, narrow, matrix, team).apply(x, rows, actual, team);
    }
    assertThat(actual).isEqualTo(expected);
  }
}
