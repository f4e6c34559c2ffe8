package millrace.engine.kernel;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import millrace.engine.api.KvType;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.KvPacking;
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
 * A span of the KV cache, near the processor, against the queries of a head group: 4 as in decode,
 * 24 as in a tile of prefill.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionKernelsBenchmark {
  private static final HeadLayout LAYOUT = new HeadLayout(64);
  private static final float SCALE = 0.125f;
  private static final int SPAN = AttentionKernels.SPAN;
  private static final int BLOCKS = SPAN / Kernels.BLOCK;

  @Param({"scalar", "vector"})
  public String implementation;

  @Param({"F32", "BF16", "INT8"})
  public KvType type;

  @Param({"4", "24"})
  public int queries;

  private final int[] blocks = IntStream.range(0, BLOCKS).toArray();
  private final float[][] wide = new float[BLOCKS][LAYOUT.keyFloats() + LAYOUT.valueFloats()];
  private final int[][] half = new int[BLOCKS][LAYOUT.keyPairsOfBlock() + LAYOUT.valueFloats() / 2];
  private final short[][] bytes =
      new short[BLOCKS][LAYOUT.keyPairsOfBlock() + LAYOUT.valueFloats() / 2];
  private final float[][] scales = new float[BLOCKS][Kernels.BLOCK];
  private float[] query;
  private float[] weights;
  private float[] scores;
  private float[] sums;
  private Kernels kernels;

  @Setup
  public void check() {
    kernels = KernelsState.named(implementation);
    query = BenchmarkData.floats(LAYOUT.queryAt(queries + Kernels.BLOCK), 1);
    weights = BenchmarkData.floats(queries * SPAN, 4);
    scores = new float[queries * SPAN];
    sums = new float[queries * LAYOUT.valueStride()];
    for (int position = 0; position < SPAN; position++) {
      fill(position, BenchmarkData.floats(LAYOUT.dim(), position));
    }
    KernelsState.check("scores", kernels, scores, this::scores);
    KernelsState.check("addValues", kernels, sums, this::addValues);
  }

  private void fill(int position, float[] x) {
    int block = position / Kernels.BLOCK;
    int slot = position % Kernels.BLOCK;
    KvPacking.key(LAYOUT, x, 0, wide[block], 0, slot);
    KvPacking.key(LAYOUT, x, 0, half[block], 0, slot);
    scales[block][slot] = KvPacking.key(LAYOUT, x, 0, bytes[block], 0, slot);
    KvPacking.value(LAYOUT, x, 0, wide[block], LAYOUT.keyFloats(), slot);
    KvPacking.value(LAYOUT, x, 0, half[block], LAYOUT.keyPairsOfBlock(), slot);
    KvPacking.value(LAYOUT, x, 0, bytes[block], LAYOUT.keyPairsOfBlock(), slot);
  }

  private void scores(Kernels all, float[] target) {
    AttentionKernels on = all.attention();
    switch (type) {
      case BF16 -> on.scores(query, queries, LAYOUT, half, blocks, 0, BLOCKS, 0, SCALE, target);
      case INT8 ->
          on.scores(query, queries, LAYOUT, bytes, scales, 0, blocks, 0, BLOCKS, 0, SCALE, target);
      default -> on.scores(query, queries, LAYOUT, wide, blocks, 0, BLOCKS, 0, SCALE, target);
    }
  }

  private void addValues(Kernels all, float[] target) {
    AttentionKernels on = all.attention();
    int pairs = LAYOUT.keyPairsOfBlock();
    switch (type) {
      case BF16 ->
          on.addValues(weights, 0, queries, LAYOUT, half, blocks, 0, SPAN, pairs, target, 0);
      case INT8 ->
          on.addValues(weights, 0, queries, LAYOUT, bytes, blocks, 0, SPAN, pairs, target, 0);
      default ->
          on.addValues(
              weights, 0, queries, LAYOUT, wide, blocks, 0, SPAN, LAYOUT.keyFloats(), target, 0);
    }
  }

  @Benchmark
  public float[] scores() {
    scores(kernels, scores);
    return scores;
  }

  @Benchmark
  public float[] addValues() {
    addValues(kernels, sums);
    return sums;
  }
}
