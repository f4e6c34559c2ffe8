package millrace.engine.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Activation;
import millrace.engine.kernel.BenchmarkData;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;
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
 * Attention of a whole step of SmolLM2-135M over the paged cache: sequences that decode, far more
 * than a processor's own memory holds, and chunks of prompts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AttentionBenchmark {
  private static final int LAYERS = 30;
  private static final int HEADS = 9;
  private static final int KV_HEADS = 3;
  private static final int DIM = 64;
  private static final int STRIDE = (HEADS + 2 * KV_HEADS) * DIM;

  @Param({"F32", "BF16", "INT8"})
  public KvType type;

  /**
   * Sequences x tokens of each in the cache x rows of each that are computed x tokens that all of
   * them begin with.
   */
  @Param({"64x160x1x0", "64x600x1x0", "64x600x1x512", "4x128x128x0", "1x2048x512x0"})
  public String work;

  @Param({"1", "2"})
  public int threads;

  private ThreadTeam team;
  private KvStore store;
  private AttentionTiles tiles;
  private Attention attention;
  private float[] qkv;
  private float[] out;

  @Setup
  public void fill() {
    int[] sizes = Arrays.stream(work.split("x")).mapToInt(Integer::parseInt).toArray();
    team = new ThreadTeam(threads);
    int blocks = sizes[0] * KvShape.blocksFor(sizes[1]);
    store = new KvStore(new KvShape(LAYERS, KV_HEADS, DIM, type), blocks);
    BlockPool pool = new BlockPool(blocks, PrefixCache.OFF);
    Step step = new Step(sizes[0] * sizes[2]);
    BlockTable prefix = new BlockTable(pool, store);
    if (!prefix.reserve(sizes[3])) {
      throw new IllegalStateException("Cannot measure: blocks, " + blocks + ", too few");
    }
    for (int s = 0; s < sizes[0]; s++) {
      BlockTable table = prefix.fork(sizes[3]);
      if (!table.reserve(sizes[1])) {
        throw new IllegalStateException("Cannot measure: blocks, " + blocks + ", too few");
      }
      write(table, sizes[1], s);
      step.add(table, new int[sizes[1]], sizes[1] - sizes[2], sizes[2], 0);
    }
    tiles = new AttentionTiles(step, architecture(), threads);
    qkv = BenchmarkData.floats(step.rows() * STRIDE, 1);
    out = new float[step.rows() * HEADS * DIM];
    check();
  }

  private void write(BlockTable table, int tokens, int seed) {
    int width = KV_HEADS * DIM;
    float[] kv = BenchmarkData.floats(4 * width, seed);
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int t = 0; t < tokens; t++) {
        int at = (t * 7 + layer) % width;
        int slot = t % Kernels.BLOCK;
        store.write(table.blockAt(t), slot, layer, kv, at, kv, 2 * width + at);
      }
    }
  }

  private void check() {
    attention = new Attention(architecture(), new ScalarKernels(), store, threads);
    attend(LAYERS - 1);
    float[] expected = out.clone();
    attention = new Attention(architecture(), new VectorKernels(), store, threads);
    attend(LAYERS - 1);
    BenchmarkData.requireSame("attention", expected, out, 0f);
  }

  private static Architecture architecture() {
    return new Architecture(
        "benchmark",
        1,
        HEADS * DIM,
        HEADS,
        KV_HEADS,
        DIM,
        1,
        8192,
        Norm.Kind.RMS,
        1e-5f,
        Activation.SILU,
        Architecture.FeedForwardKind.GATED,
        null,
        Architecture.Scales.usual(DIM),
        Collections.nCopies(LAYERS, new Architecture.LayerSpec(null, 0)));
  }

  private void attend(int layer) {
    team.forEach(
        tiles.count() * KV_HEADS,
        (i, thread) ->
            attention.attend(
                layer, 0, tiles.tile(i / KV_HEADS), i % KV_HEADS, qkv, STRIDE, out, thread));
  }

  @Benchmark
  public float[] allLayers() {
    for (int layer = 0; layer < LAYERS; layer++) {
      attend(layer);
    }
    return out;
  }

  @TearDown
  public void close() {
    team.close();
  }
}
