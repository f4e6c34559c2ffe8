package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.testing.ArrayRows;
import millrace.engine.testing.FreshJvm;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which backend is chosen, and what becomes of a demand that cannot be met. */
class BackendsTest {
  private static final int INPUTS = 64;
  private static final int OUTPUTS = 96;

  private static Backend choose(String backend, Compute compute) {
    return Backends.choose(EngineSettings.defaults().withBackend(backend).withCompute(compute));
  }

  private static float[] product(Backend backend, int bitsPerWeight) {
    Random random = new Random(4);
    float[] out = new float[2 * OUTPUTS];
    try (ThreadTeam team = new ThreadTeam(2)) {
      backend
          .prepare(ArrayRows.random(random, OUTPUTS, INPUTS, bitsPerWeight), team)
          .apply(ArrayRows.numbers(random, 2 * INPUTS, INPUTS), 2, out, team);
    }
    return out;
  }

  @Test
  void autoComputesInEightBitsWhatIsStoredInEightBits() {
    try (Backend auto = choose("vector", Compute.AUTO);
        Backend int8 = choose("vector", Compute.INT8);
        Backend f32 = choose("vector", Compute.F32)) {
      assertThat(product(auto, 5)).isEqualTo(product(int8, 5));
      assertThat(product(auto, 8)).isEqualTo(product(int8, 8));
      assertThat(product(auto, 9)).isEqualTo(product(f32, 9)).isNotEqualTo(product(int8, 9));
      assertThat(product(int8, 32)).isEqualTo(product(int8, 8));
      assertThat(product(f32, 8)).isEqualTo(product(f32, 32));
    }
  }

  @Test
  void eightBitProductsAreTheSameInEveryBackend() {
    try (Backend auto = choose("auto", Compute.INT8);
        Backend vector = choose("vector", Compute.INT8);
        Backend scalar = choose("scalar", Compute.INT8)) {
      assertThat(product(auto, 8)).isEqualTo(product(scalar, 8));
      assertThat(product(vector, 8)).isEqualTo(product(scalar, 8));
    }
  }

  @Test
  void nameTellsTheKernels() {
    try (Backend backend = choose("scalar", Compute.INT8)) {
      assertThat(backend.name()).isEqualTo("scalar");
    }
  }

  @Test
  void bfloat16InJavaIsTheProductOfRoundedOperands() {
    Random random = new Random(4);
    ArrayRows matrix = ArrayRows.random(random, OUTPUTS, INPUTS, 32);
    float[] x = ArrayRows.numbers(random, 2 * INPUTS, INPUTS);
    float[] out = new float[2 * OUTPUTS];
    try (Backend vector = choose("vector", Compute.BF16);
        ThreadTeam team = new ThreadTeam(2)) {
      vector.prepare(matrix, team).apply(x, 2, out, team);
    }
    for (int i = 0; i < out.length; i++) {
      double exact = 0;
      double magnitude = 0;
      for (int k = 0; k < INPUTS; k++) {
        double weight = bfloat16(matrix.data()[i % OUTPUTS * INPUTS + k]);
        double product = weight * bfloat16(x[i / OUTPUTS * INPUTS + k]);
        exact += product;
        magnitude += Math.abs(product);
      }
      assertThat((double) out[i]).isCloseTo(exact, within(1e-6 * magnitude));
    }
  }

  /** To nearest; ties do not occur in random numbers. */
  private static float bfloat16(float x) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(x) + 0x8000) & 0xFFFF_0000);
  }

  @Test
  void bfloat16InJavaIsTheSameInScalarsAndVectors() {
    try (Backend vector = choose("vector", Compute.BF16);
        Backend scalar = choose("scalar", Compute.BF16);
        Backend f32 = choose("vector", Compute.F32)) {
      assertThat(product(vector, 16)).isEqualTo(product(scalar, 16)).isNotEqualTo(product(f32, 16));
    }
  }

  @Test
  void withoutTheLibraryProductsRunInJavaAndTheLogSaysWhy() throws Exception {
    String output = choiceInFreshJvm("auto", path -> !path.contains("bytedeco"));
    assertThat(output)
        .contains("Matrix products in Java")
        .contains("org.bytedeco")
        .contains("chosen: vector");
  }

  @Test
  void withoutNativeCodeForThisPlatformProductsRunInJavaAndTheLogSaysWhy() throws Exception {
    Predicate<String> bindingsOnly =
        path -> !path.contains("bytedeco") || !path.matches(".*-(linux|macosx|windows)-.*");
    assertThat(choiceInFreshJvm("auto", bindingsOnly))
        .contains("Matrix products in Java")
        .contains("classifier")
        .contains("chosen: vector");
  }

  @Test
  void demandForAMissingLibraryIsRefused() throws Exception {
    assertThat(choiceInFreshJvm("onednn", path -> !path.contains("bytedeco")))
        .contains("refused: Cannot use setting: engine.backend, onednn, ");
  }

  @Test
  void eightBitProductsAreTheSameWhereTheCpuLacksVnni() throws Exception {
    Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "no x86");
    String output = choiceInFreshJvm("onednn", path -> true, Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"));
    try (Backend scalar = choose("scalar", Compute.INT8)) {
      assertThat(output)
          .contains("as convolutions for want of VNNI")
          .containsPattern("chosen: onednn-[0-9.]+-conv\\+")
          .contains("products: " + Arrays.hashCode(product(scalar, 8)));
    }
  }

  private static String choiceInFreshJvm(String backend, Predicate<String> classPath)
      throws Exception {
    return choiceInFreshJvm(backend, classPath, Map.of());
  }

  private static String choiceInFreshJvm(
      String backend, Predicate<String> classPath, Map<String, String> environment)
      throws Exception {
    String filtered =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(classPath)
            .collect(Collectors.joining(File.pathSeparator));
    return FreshJvm.run(
        List.of("-Xmx256m", "-Dorg.apache.logging.log4j.level=INFO"),
        filtered,
        environment,
        Choice.class,
        backend);
  }

  /** Chooses a backend and prints which, or why not. */
  public static final class Choice {
    private Choice() {}

    public static void main(String[] args) {
      try (Backend backend = choose(args[0], Compute.AUTO)) {
        System.out.println("chosen: " + backend.name());
        System.out.println("products: " + Arrays.hashCode(product(backend, 8)));
      } catch (ConfigException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
