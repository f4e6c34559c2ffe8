package millrace.engine.kernel;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Norms, rotary embedding and sums on one row of SmolLM2-135M's width. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowKernelsBenchmark {
  private static final int WIDTH = 576;
  private static final int HALF_HEAD = 32;
  private static final int HEADS = 9;
  private static final float EPSILON = 1e-5f;

  @Param({"scalar", "vector"})
  public String implementation;

  private final float[] x = BenchmarkData.floats(WIDTH, 1);
  private final float[] weight = BenchmarkData.floats(WIDTH, 2);
  private final float[] bias = BenchmarkData.floats(WIDTH, 3);
  private final float[] cos = new float[HALF_HEAD];
  private final float[] sin = new float[HALF_HEAD];
  private final float[] out = new float[WIDTH];
  private Kernels kernels;

  @Setup
  public void check() {
    for (int i = 0; i < HALF_HEAD; i++) {
      cos[i] = (float) Math.cos(i);
      sin[i] = (float) Math.sin(i);
    }
    kernels = KernelsState.named(implementation);
    KernelsState.check("rmsNorm", kernels, out, this::rmsNorm);
    KernelsState.check("layerNorm", kernels, out, this::layerNorm);
    KernelsState.check("rotate", kernels, x, this::rotate);
    KernelsState.check("add", kernels, x, this::add);
    KernelsState.check("addScaled", kernels, x, this::addScaled);
    KernelsState.check("scale", kernels, x, this::scale);
  }

  private void rmsNorm(Kernels on, float[] target) {
    on.rmsNorm(x, 0, weight, EPSILON, target, 0, WIDTH);
  }

  private void layerNorm(Kernels on, float[] target) {
    on.layerNorm(x, 0, weight, bias, EPSILON, target, 0, WIDTH);
  }

  private void rotate(Kernels on, float[] row) {
    for (int head = 0; head < HEADS; head++) {
      on.rotate(row, head * 2 * HALF_HEAD, HALF_HEAD, cos, sin, 0);
    }
  }

  private void add(Kernels on, float[] target) {
    on.add(bias, 0, target, 0, WIDTH);
  }

  private void addScaled(Kernels on, float[] target) {
    on.addScaled(bias, 0, 0.37f, target, 0, WIDTH);
  }

  private void scale(Kernels on, float[] target) {
    on.scale(target, 0, -1f, WIDTH); // repeated, any other factor ends at 0 or infinity
  }

  @Benchmark
  public float[] rmsNorm() {
    rmsNorm(kernels, out);
    return out;
  }

  @Benchmark
  public float[] layerNorm() {
    layerNorm(kernels, out);
    return out;
  }

  /** All query heads of a row. */
  @Benchmark
  public float[] rotate() {
    rotate(kernels, x);
    return x;
  }

  @Benchmark
  public float[] add() {
    add(kernels, out);
    return out;
  }

  @Benchmark
  public float[] addScaled() {
    addScaled(kernels, out);
    return out;
  }

  @Benchmark
  public float[] scale() {
    scale(kernels, x);
    return x;
  }
}
