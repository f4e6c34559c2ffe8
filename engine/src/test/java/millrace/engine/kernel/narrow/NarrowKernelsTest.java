package millrace.engine.kernel.narrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import millrace.engine.testing.ArrayRows;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scalar kernels against definitions, the vector kernels against the scalar ones. */
class NarrowKernelsTest {
  private final NarrowKernels scalar = new ScalarNarrowKernels();
  private final Random random = new Random(3);

  private static NarrowKernels vector() {
    Assumptions.assumeTrue(VectorNarrowKernels.supported(), "no vectors of 8 or 16 floats here");
    return new VectorNarrowKernels();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 3, 13, 24, 48, 64, 96, 128, 192, 207, 576, 896, 960, 1024, 1536, 4096, 4098, 11008
      })
  void vectorKernelsGiveTheScalarBits(int n) {
    NarrowKernels vector = vector();
    float[] x = ArrayRows.numbers(random, n + 3, n + 3);
    checkSame(scalar, vector, x, n);
    Arrays.fill(x, 0f);
    checkSame(scalar, vector, x, n);
    x[3 + n / 2] = Float.NaN;
    checkSame(scalar, vector, x, n);
    x[3 + n / 2] = Float.NEGATIVE_INFINITY;
    checkSame(scalar, vector, x, n);
  }

  private void checkSame(NarrowKernels a, NarrowKernels b, float[] x, int n) {
    float[] workA = new float[NarrowKernels.workLength(n)];
    float[] workB = new float[NarrowKernels.workLength(n)];
    Arrays.fill(workB, Float.NaN); // what an earlier row has left there does not matter
    a.transform(x, 3, n, workA);
    b.transform(x, 3, n, workB);
    float magnitude = a.magnitude(workA, n);
    float magnitudeB = b.magnitude(workB, n);
    assertThat(Float.isFinite(magnitudeB)).isEqualTo(Float.isFinite(magnitude));
    if (Float.isFinite(magnitude)) {
      assertThat(magnitudeB).isEqualTo(magnitude);
      assertThat(Arrays.copyOf(workB, n)).isEqualTo(Arrays.copyOf(workA, n));
    }
    byte[] bytesA = new byte[n + 16];
    byte[] bytesB = new byte[n + 16];
    a.roundToUnsigned(workA, n, magnitude, bytesA, 0);
    b.roundToUnsigned(workB, n, magnitudeB, bytesB, 0);
    assertThat(Arrays.copyOf(bytesB, n)).isEqualTo(Arrays.copyOf(bytesA, n));
    float[] floatsA = new float[n + 2];
    float[] floatsB = new float[n + 2];
    a.roundToFloats(workA, n, magnitude, floatsA, 2);
    b.roundToFloats(workB, n, magnitudeB, floatsB, 2);
    assertThat(floatsB).isEqualTo(floatsA);
    for (int i = 0; i < n; i++) {
      assertThat((bytesA[i] & 0xFF) - NarrowKernels.OFFSET).isEqualTo((int) floatsA[2 + i]);
    }
    checkRescale(a, b, n);
    short[] shortsA = new short[n + 16];
    short[] shortsB = new short[n + 16];
    a.toBfloat16(x, 3, n, shortsA);
    b.toBfloat16(x, 3, n, shortsB);
    assertThat(Arrays.copyOf(shortsB, n)).isEqualTo(Arrays.copyOf(shortsA, n));
  }

  private void checkRescale(NarrowKernels a, NarrowKernels b, int n) {
    int[] sums = random.ints(n).toArray();
    int[] corrections = random.ints(n + 5, -1000, 1000).toArray();
    float[] scales = ArrayRows.numbers(random, n + 5, n + 5);
    float[] outA = new float[n + 1];
    float[] outB = new float[n + 1];
    a.rescale(sums, 0, n, corrections, scales, 5, 0.37f, outA, 1);
    b.rescale(sums, 0, n, corrections, scales, 5, 0.37f, outB, 1);
    assertThat(outB).isEqualTo(outA);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 24, 48, 64, 576, 896, 1536})
  void transformIsTheHadamardMatrixOverStridedGroups(int n) {
    float[] x = ArrayRows.numbers(random, n, n);
    float[] work = new float[NarrowKernels.workLength(n)];
    scalar.transform(x, 0, n, work);
    int group = Hadamard.group(n);
    int stride = n / group;
    assertThat(n % group).isZero();
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double magnitude = 0;
      for (int m = 0; m < group; m++) { // Sylvester's matrix: (−1) to the number of common bits
        double term = x[i % stride + m * stride];
        sum += Integer.bitCount(m & (i / stride)) % 2 == 0 ? term : -term;
        magnitude += Math.abs(term);
      }
      assertThat((double) work[i]).isCloseTo(sum, within(1e-6 * magnitude + 1e-30));
    }
  }

  @Test
  void wholeNumbersAreTheNearestAndReachTheLimit() {
    float[] work = {0f, 10f, -10f, 5f, 0.04f, -0.04f, 3.3f, 0.01f};
    byte[] out = new byte[24];
    scalar.roundToUnsigned(work, 8, 10f, out, 0);
    assertThat(Arrays.copyOf(out, 8)).containsExactly(112, 224, 0, 168, 112, 112, 149, 112);
    assertThat(NarrowKernels.scale(10f)).isEqualTo(10f / 112);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 96, 207, 576, 1536})
  void neighboursKeepTheirLimitTogether(int n) {
    float[] x = ArrayRows.numbers(random, n, n);
    float[] work = new float[NarrowKernels.workLength(n)];
    float[] out = new float[n];
    scalar.transform(x, 0, n, work);
    scalar.roundToFloats(work, n, scalar.magnitude(work, n), out, 0);
    float largest = 0;
    float pair = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(out[i]));
      pair = i > 0 ? Math.max(pair, Math.abs(out[i - 1] + out[i])) : pair;
    }
    assertThat(largest).isLessThanOrEqualTo(NarrowKernels.LIMIT);
    assertThat(pair).isLessThanOrEqualTo(NarrowKernels.PAIR_LIMIT);
    assertThat(largest == NarrowKernels.LIMIT || pair >= NarrowKernels.PAIR_LIMIT - 2)
        .as("no larger scale than it takes")
        .isTrue();
  }

  @Test
  void rowsThatAreTooSmallCountAsZeroAndRowsThatAreNotFiniteBecomeNotANumber() {
    assertThat(NarrowKernels.scale(1e-31f)).isZero();
    assertThat(NarrowKernels.inverseScale(1e-31f)).isZero();
    assertThat(NarrowKernels.scale(Float.POSITIVE_INFINITY)).isNaN();
    assertThat(NarrowKernels.scale(Float.NaN)).isNaN();
  }

  @Test
  void bfloat16RoundsToTheNearestTiesToEven() {
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      short[] out = new short[17];
      scalar.toBfloat16(new float[] {value}, 0, 1, out);
      float rounded = Float.intBitsToFloat(out[0] << 16);
      if (Float.isNaN(value)) {
        assertThat(rounded).isNaN();
      } else if (Float.isFinite(value) && Float.isFinite(rounded)) {
        checkNearest(value, out[0]);
      }
    }
  }

  private static void checkNearest(float value, short bits) {
    BigDecimal distance = distance(value, bits);
    for (int neighbour = -1; neighbour <= 1; neighbour += 2) {
      short other = (short) (bits + neighbour);
      if (Float.isFinite(Float.intBitsToFloat(other << 16)) && (bits & 0x7FFF) != 0) {
        int order = distance.compareTo(distance(value, other));
        assertThat(order).as("%s", value).isLessThanOrEqualTo(0);
        assertThat(order < 0 || (bits & 1) == 0).as("tie of %s", value).isTrue();
      }
    }
  }

  private static BigDecimal distance(float value, short bits) {
    return new BigDecimal(value).subtract(new BigDecimal(Float.intBitsToFloat(bits << 16))).abs();
  }
}
