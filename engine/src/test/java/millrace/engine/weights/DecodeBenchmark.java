package millrace.engine.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import millrace.engine.testing.GgufBytes;

/**
 * Measures how fast one thread decodes each block format from a mapped file. Run it by hand:
 *
 * <pre>java -cp … millrace.engine.weights.DecodeBenchmark</pre>
 */
final class DecodeBenchmark {
  private static final int COLUMNS = 2048;
  private static final int ROWS = 4096;
  private static final int ROUNDS = 8;

  private DecodeBenchmark() {}

  /**
   * Prints millions of numbers per second for each type, the best of some rounds.
   *
   * @param args names of types; none = all
   */
  public static void main(String[] args) throws Exception {
    Set<String> wanted = Set.of(args);
    for (TensorType type : TensorType.values()) {
      if (!wanted.isEmpty() && !wanted.contains(type.name())) {
        continue;
      }
      byte[] encoded = new byte[(int) type.byteSize((long) ROWS * COLUMNS)];
      new Random(1).nextBytes(encoded);
      if (type == TensorType.F16) {
        keepAwayFromSubnormals(encoded);
      }
      Path path = Files.createTempFile("decode", ".gguf");
      new GgufBytes().tensor("t", type, new long[] {ROWS, COLUMNS}, encoded).write(path);
      try (GgufFile file = GgufFile.open(path)) {
        System.out.printf("%-8s %6.0f M/s%n", type, millionsPerSecond(file.get("t")));
      } finally {
        Files.delete(path);
      }
    }
  }

  /** Gives all halves the exponent of 0.1, for weights are hardly ever below 6e-5. */
  private static void keepAwayFromSubnormals(byte[] halves) {
    for (int i = 1; i < halves.length; i += 2) {
      halves[i] = (byte) ((halves[i] & 0x83) | 0x2C);
    }
  }

  private static double millionsPerSecond(Tensor tensor) {
    float[] values = new float[64 * COLUMNS];
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int row = 0; row < ROWS; row += 64) {
        tensor.readRows(row, 64, values, 0);
      }
      best = Math.max(best, 1e3 * ROWS * COLUMNS / (System.nanoTime() - start));
    }
    return best;
  }
}
