package millrace.engine.kernel;

import java.util.concurrent.TimeUnit;
import millrace.engine.kernel.narrow.Int8PanelProjection;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.ScalarNarrowKernels;
import millrace.engine.kernel.narrow.VectorNarrowKernels;
import millrace.engine.kernel.onednn.NumberType;
import millrace.engine.kernel.onednn.OneDnn;
import millrace.engine.kernel.onednn.OneDnnUnavailableException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole projections, conversion of inputs and results included, at SmolLM2-135M's shapes (inputs x
 * outputs). 8-bit ones must give the scalar implementation's bits, float32 ones agree to rounding.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProjectionBenchmark {
  /** Rows that are compared; the scalar implementation takes its time. */
  private static final int CHECKED_ROWS = 3;

  @Param({"scalar-f32", "vector-f32", "vector-int8", "onednn-f32", "onednn-bf16", "onednn-int8"})
  public String kind;

  @Param({"576x960", "576x3072", "1536x576", "576x49152"})
  public String shape;

  @Param({"1", "64", "256"})
  public int rows;

  @Param({"2"})
  public int threads;

  private ThreadTeam team;
  private OneDnn library;
  private Projection projection;
  private float[] x;
  private float[] out;

  @Setup
  public void check() throws OneDnnUnavailableException {
    String[] sides = shape.split("x");
    RandomRows weights =
        new RandomRows(Integer.parseInt(sides[1]), Integer.parseInt(sides[0]), Float.SIZE);
    team = new ThreadTeam(threads);
    projection = prepare(weights);
    x = BenchmarkData.floats(rows * projection.inputs(), 1);
    out = new float[rows * projection.outputs()];
    projection.apply(x, rows, out, team);

    int compared = Math.min(rows, CHECKED_ROWS);
    float[] expected = new float[compared * projection.outputs()];
    oracle(weights).apply(x, compared, expected, team);
    BenchmarkData.requireSame(kind + " " + shape, expected, out, tolerance());
  }

  private Projection prepare(MatrixRows weights) throws OneDnnUnavailableException {
    return switch (kind) {
      case "scalar-f32" -> new PanelProjection(new ScalarKernels(), weights, team);
      case "vector-f32" -> new PanelProjection(new VectorKernels(), weights, team);
      case "vector-int8" ->
          new Int8PanelProjection(new VectorKernels(), new VectorNarrowKernels(), weights, team);
      case "onednn-f32" -> inOneDnn(NumberType.F32, weights);
      case "onednn-bf16" -> inOneDnn(NumberType.BF16, weights);
      case "onednn-int8" -> inOneDnn(NumberType.INT8, weights);
      default -> throw new IllegalArgumentException("Cannot measure: kind, " + kind);
    };
  }

  private Projection inOneDnn(NumberType type, MatrixRows weights)
      throws OneDnnUnavailableException {
    library = OneDnn.open(new VectorNarrowKernels());
    library
        .obstacle(type)
        .ifPresent(
            reason -> {
              throw new IllegalStateException("Cannot measure: " + kind + ", " + reason);
            });
    return library.prepare(type, weights, team);
  }

  private Projection oracle(MatrixRows weights) {
    NarrowKernels narrow = new ScalarNarrowKernels();
    return kind.endsWith("int8")
        ? new Int8PanelProjection(new ScalarKernels(), narrow, weights, team)
        : new PanelProjection(new ScalarKernels(), weights, team);
  }

  private float tolerance() {
    return switch (kind) {
      case "onednn-f32" -> 1e-5f; // adds up in another order
      case "onednn-bf16" -> 1e-2f; // 8 bits of mantissa
      default -> 0f;
    };
  }

  @TearDown
  public void close() {
    team.close();
    if (library != null) {
      library.close();
    }
  }

  @Benchmark
  public float[] apply() {
    projection.apply(x, rows, out, team);
    return out;
  }
}
