package millrace.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Activation;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.VectorKernels;

/**
 * Speed of attention over the paged cache in every number type: 64 sequences that decode, and a
 * prompt's chunk. Run it by hand:
 *
 * <pre>java --add-modules jdk.incubator.vector -cp … millrace.engine.model.AttentionBenchmark
 * </pre>
 *
 * <p>Prints the sum of each layer's fastest of many passes, in microseconds per token, and the
 * bytes of keys and values that this makes per second. Every result is first compared with one in
 * double precision.
 */
public final class AttentionBenchmark {
  private static final long NANOS = 2_000_000_000L;
  private static final int THREADS = 2;

  /** Layers, heads, key/value heads and dimension of a head: SmolLM2-135M unless told. */
  private record Shape(int layers, int heads, int kvHeads, int dim) {
    Architecture architecture() {
      return new Architecture(
          "bench",
          1,
          heads * dim,
          heads,
          kvHeads,
          dim,
          1,
          1 << 16,
          Norm.Kind.RMS,
          1e-5f,
          Activation.SILU,
          Architecture.FeedForwardKind.GATED,
          null,
          Architecture.Scales.usual(dim),
          Collections.nCopies(layers, new Architecture.LayerSpec(null, 0)));
    }
  }

  private final Architecture arch;
  private final Kernels kernels = new VectorKernels();
  private final KvStore store;
  private final BlockPool pool;
  private final ThreadTeam team;
  private final Random random = new Random(3);

  private AttentionBenchmark(Shape shape, KvType type, int blocks, ThreadTeam team) {
    this.arch = shape.architecture();
    this.store = new KvStore(arch.kvShape().withType(type), blocks);
    this.pool = new BlockPool(blocks, PrefixCache.OFF);
    this.team = team;
  }

  /** Arguments: threads; then layers, heads, key/value heads and dimension of a head. */
  public static void main(String[] args) {
    int[] n = IntStream.range(0, args.length).map(i -> Integer.parseInt(args[i])).toArray();
    Shape shape = n.length == 5 ? new Shape(n[1], n[2], n[3], n[4]) : new Shape(30, 9, 3, 64);
    try (ThreadTeam team = new ThreadTeam(n.length == 0 ? THREADS : n[0])) {
      for (KvType type : List.of(KvType.F32, KvType.BF16, KvType.INT8)) {
        new AttentionBenchmark(shape, type, 64, team).warmUp();
        for (int context : new int[] {160, 600}) {
          line("decode", shape, type, team, 64, context, 1);
        }
        line("prefill", shape, type, team, 4, 128, 128);
        line("prefill", shape, type, team, 1, 2048, 512);
      }
    }
  }

  /** Lets the compiler see both uses of the type's kernels. */
  private void warmUp() {
    fastest(step(2, 160, 1));
    fastest(step(1, 160, 64));
  }

  private static void line(
      String what,
      Shape shape,
      KvType type,
      ThreadTeam team,
      int sequences,
      int context,
      int rows) {
    int blocks = sequences * KvShape.blocksFor(context);
    AttentionBenchmark bench = new AttentionBenchmark(shape, type, blocks, team);
    Step step = bench.step(sequences, context, rows);
    double nanos = bench.fastest(step);
    double bytes = (double) blocks * bench.store.shape().blockBytes();
    System.out.printf(
        Locale.ROOT,
        "%-7s %-4s %2d sequences of %4d, %3d rows each: %7.1f us a token, %5.1f GB/s%n",
        what,
        type,
        sequences,
        context,
        rows,
        nanos / 1e3 / step.rows(),
        bytes / nanos);
  }

  /** Sequences of {@code context} tokens of which the last {@code rows} are computed. */
  private Step step(int sequences, int context, int rows) {
    Step step = new Step(sequences * rows);
    int width = arch.kvWidth();
    List<BlockTable> tables = new ArrayList<>();
    for (int s = 0; s < sequences; s++) {
      BlockTable table = new BlockTable(pool, store);
      if (!table.reserve(context)) {
        throw new IllegalStateException("too few blocks for " + context + " tokens");
      }
      step.add(table, new int[context], context - rows, rows, 0);
      tables.add(table);
    }
    team.forEach(
        sequences,
        (s, thread) -> {
          float[] kv = numbers(new Random(s), 4 * width);
          for (int layer = 0; layer < arch.layers().size(); layer++) {
            for (int t = 0; t < context; t++) {
              int block = tables.get(s).blockAt(t);
              int at = (t * 7 + layer) % width;
              store.write(block, t % Kernels.BLOCK, layer, kv, at, kv, 2 * width + at);
            }
          }
        });
    return step;
  }

  private static float[] numbers(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private double fastest(Step step) {
    AttentionTiles tiles = new AttentionTiles(step, arch.groupSize());
    Attention attention = new Attention(arch, kernels, store, team.size());
    int stride = arch.queryWidth() + 2 * arch.kvWidth();
    float[] qkv = numbers(random, step.rows() * stride);
    float[] out = new float[step.rows() * arch.queryWidth()];
    long[] best = new long[arch.layers().size()];
    Arrays.fill(best, Long.MAX_VALUE);
    long end = System.nanoTime() + NANOS;
    for (int pass = 0; pass < 3 || System.nanoTime() < end; pass++) {
      for (int l = 0; l < best.length; l++) {
        int layer = l;
        long start = System.nanoTime();
        team.forEach(
            tiles.count() * arch.kvHeads(),
            (i, thread) ->
                attention.attend(
                    layer,
                    0,
                    tiles.tile(i / arch.kvHeads()),
                    i % arch.kvHeads(),
                    qkv,
                    stride,
                    out,
                    thread));
        best[l] = Math.min(best[l], System.nanoTime() - start);
      }
    }
    return Arrays.stream(best).sum();
  }
}
