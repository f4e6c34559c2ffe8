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

/**
 * One block of the KV cache against the queries of a head group: 3 as in decode, 24 as in a tile of
 * prefill.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionKernelsBenchmark {
  private static final int DIM = 64;
  private static final float SCALE = 0.125f;

  @Param({"scalar", "vector"})
  public String implementation;

  @Param({"3", "24"})
  public int queries;

  private final float[] keys = BenchmarkData.floats(DIM * Kernels.BLOCK, 2);
  private final float[] values = BenchmarkData.floats(DIM * Kernels.BLOCK, 3);
  private float[] query;
  private float[] weights;
  private float[] scores;
  private float[] out;
  private Kernels kernels;

  @Setup
  public void check() {
    kernels = KernelsState.named(implementation);
    query = BenchmarkData.floats(queries * DIM, 1);
    weights = BenchmarkData.floats(queries * Kernels.BLOCK, 4);
    scores = new float[queries * Kernels.BLOCK];
    out = new float[queries * DIM];
    KernelsState.check("blockScores", kernels, scores, this::blockScores);
    KernelsState.check("addValues", kernels, out, this::addValues);
  }

  private void blockScores(Kernels on, float[] target) {
    on.blockScores(query, 0, queries, DIM, keys, 0, SCALE, target, 0, Kernels.BLOCK);
  }

  private void addValues(Kernels on, float[] target) {
    for (int q = 0; q < queries; q++) {
      int from = q * Kernels.BLOCK;
      on.addValues(weights, from, 0, Kernels.BLOCK, values, 0, DIM, target, q * DIM);
    }
  }

  @Benchmark
  public float[] blockScores() {
    blockScores(kernels, scores);
    return scores;
  }

  @Benchmark
  public float[] addValues() {
    addValues(kernels, out);
    return out;
  }
}
