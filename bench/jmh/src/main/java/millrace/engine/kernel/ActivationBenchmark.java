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

/** What is computed with exponentials, on one row of SmolLM2-135M's feed-forward width. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ActivationBenchmark {
  private static final int WIDTH = 1536;
  private static final float CAP = 30f;

  @Param({"scalar", "vector"})
  public String implementation;

  @Param public Activation activation;

  private final float[] x = BenchmarkData.floats(WIDTH, 1);
  private final float[] up = BenchmarkData.floats(WIDTH, 2);
  private final float[] out = new float[WIDTH];
  private Kernels kernels;

  @Setup
  public void check() {
    kernels = KernelsState.named(implementation);
    KernelsState.check("gate", kernels, out, this::gate);
    KernelsState.check("activate", kernels, out, this::activate);
    KernelsState.check("softCap", kernels, out, this::softCap);
    KernelsState.check("softmax", kernels, out, this::softmax);
  }

  private void gate(Kernels on, float[] target) {
    on.gate(activation, x, 0, up, 0, target, 0, WIDTH);
  }

  private void activate(Kernels on, float[] target) {
    on.activate(activation, copy(target), 0, WIDTH);
  }

  private void softCap(Kernels on, float[] target) {
    on.softCap(copy(target), 0, CAP, WIDTH);
  }

  private void softmax(Kernels on, float[] target) {
    float sum = on.expAndSum(copy(target), 0, WIDTH);
    on.scale(target, 0, 1f / sum, WIDTH);
  }

  /** These kernels work in place: on a fresh copy each time, which costs little beside them. */
  private float[] copy(float[] target) {
    System.arraycopy(x, 0, target, 0, WIDTH);
    return target;
  }

  @Benchmark
  public float[] gate() {
    gate(kernels, out);
    return out;
  }

  @Benchmark
  public float[] activate() {
    activate(kernels, out);
    return out;
  }

  @Benchmark
  public float[] softCap() {
    softCap(kernels, out);
    return out;
  }

  @Benchmark
  public float[] softmax() {
    softmax(kernels, out);
    return out;
  }
}
