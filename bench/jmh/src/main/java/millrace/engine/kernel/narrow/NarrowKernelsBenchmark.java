package millrace.engine.kernel.narrow;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import millrace.engine.kernel.BenchmarkData;
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

/** Conversions of one row between float32 and narrow types, at widths of SmolLM2-135M. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NarrowKernelsBenchmark {
  @Param({"scalar", "vector"})
  public String implementation;

  @Param({"576", "1536"})
  public int width;

  private float[] x;
  private float[] scales;
  private int[] sums;
  private int[] corrections;
  private Target target;
  private NarrowKernels kernels;

  /** Where the conversions write, and what they return. */
  private static final class Target {
    private final float[] work;
    private final byte[] bytes;
    private final short[] shorts;
    private final float[] floats;
    private float magnitude;

    Target(int width) {
      work = new float[NarrowKernels.workLength(width)];
      bytes = new byte[width + 16];
      shorts = new short[width + 16];
      floats = new float[width];
    }
  }

  @Setup
  public void check() {
    x = BenchmarkData.floats(width, 1);
    scales = BenchmarkData.floats(width, 2);
    sums = new int[width];
    corrections = new int[width];
    for (int i = 0; i < width; i++) {
      sums[i] = (int) (x[i] * 1_000_000);
      corrections[i] = (int) (scales[i] * 1_000);
    }
    kernels =
        implementation.equals("vector") ? new VectorNarrowKernels() : new ScalarNarrowKernels();
    target = new Target(width);
    Target oracle = new Target(width);
    all(kernels, target);
    all(new ScalarNarrowKernels(), oracle);
    requireSame("transform", oracle.work, target.work);
    requireSame("rescale", oracle.floats, target.floats);
    if (oracle.magnitude != target.magnitude
        || !Arrays.equals(oracle.bytes, 0, width, target.bytes, 0, width)
        || !Arrays.equals(oracle.shorts, 0, width, target.shorts, 0, width)) {
      throw new IllegalStateException("Cannot measure: a conversion, differs from the scalar one");
    }
    roundToFloats(kernels, target);
    roundToFloats(new ScalarNarrowKernels(), oracle);
    requireSame("roundToFloats", oracle.floats, target.floats);
  }

  private void requireSame(String what, float[] oracle, float[] actual) {
    float[] expected = Arrays.copyOf(oracle, width);
    BenchmarkData.requireSame(what, expected, Arrays.copyOf(actual, width), 0f);
  }

  private void all(NarrowKernels on, Target to) {
    transform(on, to);
    on.roundToUnsigned(to.work, width, to.magnitude, to.bytes, 0);
    rescale(on, to);
    on.toBfloat16(x, 0, width, to.shorts);
  }

  private void transform(NarrowKernels on, Target to) {
    on.transform(x, 0, width, to.work);
    to.magnitude = on.magnitude(to.work, width);
  }

  private void roundToFloats(NarrowKernels on, Target to) {
    on.roundToFloats(to.work, width, to.magnitude, to.floats, 0);
  }

  private void rescale(NarrowKernels on, Target to) {
    on.rescale(sums, 0, width, corrections, scales, 0, 0.01f, to.floats, 0);
  }

  /** The Hadamard transform and the row's magnitude. */
  @Benchmark
  public float[] transform() {
    transform(kernels, target);
    return target.work;
  }

  @Benchmark
  public byte[] roundToUnsigned() {
    kernels.roundToUnsigned(target.work, width, target.magnitude, target.bytes, 0);
    return target.bytes;
  }

  @Benchmark
  public float[] roundToFloats() {
    roundToFloats(kernels, target);
    return target.floats;
  }

  @Benchmark
  public float[] rescale() {
    rescale(kernels, target);
    return target.floats;
  }

  @Benchmark
  public short[] toBfloat16() {
    kernels.toBfloat16(x, 0, width, target.shorts);
    return target.shorts;
  }
}
