package millrace.engine.kernel.onednn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import millrace.engine.kernel.FloatBackend;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;
import millrace.engine.kernel.narrow.Int8PanelProjection;
import millrace.engine.kernel.narrow.VectorNarrowKernels;
import millrace.engine.testing.ArrayRows;

/**
 * Speed of whole projections (conversion, product, scaling) at SmolLM2-135M's shapes, in 10^9
 * operations a second, two operations per weight and row. Run it by hand:
 *
 * <pre>java --add-modules jdk.incubator.vector -cp … millrace.engine.kernel.onednn.ProductBenchmark
 * </pre>
 *
 * <p>Prints the fastest of many calls: what the machine can do when nothing else takes its
 * processors. Every result is compared with that of a single row beforehand.
 */
public final class ProductBenchmark {
  private static final int[][] SHAPES = {
    {576, 960}, {576, 576}, {576, 3072}, {1536, 576}, {576, 49152}
  };
  private static final int[] ROWS = {1, 2, 8, 64, 256, 512};
  private static final long NANOS = 250_000_000L;

  private interface Preparer {
    Projection prepare(ArrayRows weights, ThreadTeam team);
  }

  private ProductBenchmark() {}

  /**
   * Arguments: any of INT8, BF16, F32 (oneDNN), JAVA-INT8, JAVA-F32; all but the last two if none.
   */
  public static void main(String[] args) throws OneDnnUnavailableException {
    String[] kinds = args.length == 0 ? new String[] {"INT8", "BF16", "F32"} : args;
    try (OneDnn library = OneDnn.open(new VectorNarrowKernels())) {
      for (String kind : kinds) {
        for (int threads = 1; threads <= 2; threads++) {
          try (ThreadTeam team = new ThreadTeam(threads)) {
            for (int[] shape : SHAPES) {
              line(kind, preparer(kind, library), shape, team);
            }
          }
        }
      }
    }
  }

  private static Preparer preparer(String kind, OneDnn library) {
    VectorKernels kernels = new VectorKernels();
    return switch (kind) {
      case "JAVA-INT8" ->
          (weights, team) ->
              new Int8PanelProjection(kernels, new VectorNarrowKernels(), weights, team);
      case "JAVA-F32" -> (weights, team) -> new FloatBackend(kernels).prepare(weights, team);
      default -> (weights, team) -> library.prepare(NumberType.valueOf(kind), weights, team);
    };
  }

  private static void line(String kind, Preparer preparer, int[] shape, ThreadTeam team) {
    Random random = new Random(1);
    int inputs = shape[0];
    int outputs = shape[1];
    ArrayRows weights = ArrayRows.random(random, outputs, inputs, 8);
    long start = System.nanoTime();
    Projection projection = preparer.prepare(weights, team);
    double prepared = (System.nanoTime() - start) / 1e6;
    StringBuilder line = new StringBuilder();
    for (int rows : ROWS) {
      if ((long) rows * outputs <= 1 << 23) {
        float[] x = ArrayRows.numbers(random, rows * inputs, inputs);
        float[] out = new float[rows * outputs];
        check(projection, x, rows, out, team);
        double nanos = fastest(projection, x, rows, out, team);
        line.append(String.format(Locale.ROOT, " %8.0f", 2.0 * rows * inputs * outputs / nanos));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-9s %d threads %5d x %5d, packed in %5.1f ms:%s%n",
        kind,
        team.size(),
        inputs,
        outputs,
        prepared,
        line);
  }

  private static void check(
      Projection projection, float[] x, int rows, float[] out, ThreadTeam team) {
    projection.apply(x, rows, out, team);
    int inputs = projection.inputs();
    int outputs = projection.outputs();
    float[] last = Arrays.copyOfRange(x, (rows - 1) * inputs, rows * inputs);
    float[] alone = new float[outputs];
    projection.apply(last, 1, alone, team);
    if (!Arrays.equals(alone, Arrays.copyOfRange(out, (rows - 1) * outputs, rows * outputs))) {
      throw new IllegalStateException("the last row alone gives other bits, of " + rows + " rows");
    }
  }

  private static double fastest(
      Projection projection, float[] x, int rows, float[] out, ThreadTeam team) {
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + NANOS;
    int calls = 0;
    while (System.nanoTime() < end || calls < 3) {
      long start = System.nanoTime();
      projection.apply(x, rows, out, team);
      best = Math.min(best, System.nanoTime() - start);
      calls++;
    }
    return best;
  }
}
