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

/** Rows against one panel of packed weights, the product behind the projections in Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PanelBenchmark {
  private static final int INPUTS = 576;

  @Param({"scalar", "vector"})
  public String implementation;

  @Param({"1", "4", "64"})
  public int rows;

  private final float[] panel = BenchmarkData.floats(INPUTS * Kernels.PANEL, 2);
  private final float[] scratch = new float[Kernels.PANEL];
  private float[] x;
  private float[] out;
  private Kernels kernels;

  @Setup
  public void check() {
    kernels = KernelsState.named(implementation);
    x = BenchmarkData.floats(rows * INPUTS, 1);
    out = new float[rows * Kernels.PANEL];
    KernelsState.check("multiplyPanel", kernels, out, this::multiplyPanel);
  }

  private void multiplyPanel(Kernels on, float[] target) {
    on.multiplyPanel(x, 0, rows, INPUTS, panel, Kernels.PANEL, target, 0, Kernels.PANEL, scratch);
  }

  @Benchmark
  public float[] multiplyPanel() {
    multiplyPanel(kernels, out);
    return out;
  }
}
