package millrace.engine.kernel;

import java.util.function.BiConsumer;

/** Chooses an implementation of the kernels and holds it to the scalar one's bits. */
final class KernelsState {
  private KernelsState() {}

  /** The implementation of that name, {@code scalar} or {@code vector}. */
  static Kernels named(String name) {
    return switch (name) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> new VectorKernels();
      default -> throw new IllegalArgumentException("Cannot measure: kernels, " + name);
    };
  }

  /** Runs a kernel in both implementations on copies of the data and compares all of it. */
  static void check(
      String what, Kernels kernels, float[] data, BiConsumer<Kernels, float[]> kernel) {
    float[] expected = data.clone();
    float[] actual = data.clone();
    kernel.accept(new ScalarKernels(), expected);
    kernel.accept(kernels, actual);
    BenchmarkData.requireSame(what, expected, actual, 0f);
  }
}
