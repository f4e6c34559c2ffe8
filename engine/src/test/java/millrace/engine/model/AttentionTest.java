package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.VectorKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attention against a plain computation in double precision, and against itself when rows are
 * computed in other segments.
 */
class AttentionTest {
  private static final int LAYER = 1;

  /** Some heads and what they see. */
  private record Heads(int group, int kvHeads, int dim, int window, float cap) {
    Architecture architecture() {
      return AttentionHeads.architecture(group, kvHeads, dim, window, cap);
    }
  }

  static List<Arguments> heads() {
    List<Arguments> all = new ArrayList<>();
    for (KvType type : List.of(KvType.F32, KvType.BF16, KvType.INT8)) {
      all.add(Arguments.of(new Heads(1, 2, 8, 0, 0f), type));
      all.add(Arguments.of(new Heads(3, 2, 64, 0, 0f), type));
      all.add(Arguments.of(new Heads(2, 1, 33, 24, 0f), type));
      all.add(Arguments.of(new Heads(4, 1, 24, 0, 5f), type));
      all.add(Arguments.of(new Heads(7, 1, 80, 1, 0f), type));
      all.add(Arguments.of(new Heads(40, 1, 16, 300, 50f), type));
    }
    return all;
  }

  /** One sequence: rows of [queries | keys | values], computed in segments of given lengths. */
  private static float[] attend(
      Heads heads, KvType type, Kernels kernels, float[] rows, int[] segments) {
    Architecture arch = heads.architecture();
    int stride = arch.queryWidth() + 2 * arch.kvWidth();
    int tokens = rows.length / stride;
    int blocks = KvShape.blocksFor(tokens);
    KvStore store = new KvStore(arch.kvShape().withType(type), blocks);
    BlockTable table = new BlockTable(new BlockPool(blocks, PrefixCache.OFF), store);
    assertThat(table.reserve(tokens)).isTrue();
    Attention attention = new Attention(arch, kernels, store, 1);
    float[] out = new float[tokens * arch.queryWidth()];
    int from = 0;
    for (int length : segments) {
      float[] part = Arrays.copyOfRange(rows, from * stride, (from + length) * stride);
      float[] result =
          attendSegment(attention, arch, heads.window, store, table, part, from, length);
      System.arraycopy(result, 0, out, from * arch.queryWidth(), result.length);
      from += length;
    }
    assertThat(from).isEqualTo(tokens);
    return out;
  }

  private static float[] attendSegment(
      Attention attention,
      Architecture arch,
      int window,
      KvStore store,
      BlockTable table,
      float[] rows,
      int from,
      int length) {
    write(arch, store, table, rows, from, length);
    Step step = new Step(length);
    step.add(table, new int[from + length], from, length, 0);
    return attendTiles(attention, arch, window, new AttentionTiles(step, arch, 1), rows);
  }

  /** Writes keys and values of consecutive positions. */
  private static void write(
      Architecture arch, KvStore store, BlockTable table, float[] rows, int from, int length) {
    int stride = arch.queryWidth() + 2 * arch.kvWidth();
    for (int r = 0; r < length; r++) {
      int keys = r * stride + arch.queryWidth();
      int position = from + r;
      store.write(
          table.blockAt(position),
          position % Kernels.BLOCK,
          LAYER,
          rows,
          keys,
          rows,
          keys + arch.kvWidth());
    }
  }

  private static float[] attendTiles(
      Attention attention, Architecture arch, int window, AttentionTiles tiles, float[] rows) {
    int stride = arch.queryWidth() + 2 * arch.kvWidth();
    float[] out = new float[rows.length / stride * arch.queryWidth()];
    for (int tile = 0; tile < tiles.count(); tile++) {
      for (int head = 0; head < arch.kvHeads(); head++) {
        attention.attend(LAYER, window, tiles.tile(tile), head, rows, stride, out, 0);
      }
    }
    return out;
  }

  private static float[] numbers(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static float[] rows(Heads heads, int tokens) {
    int stride = (heads.group + 2) * heads.kvHeads * heads.dim;
    return numbers(new Random(heads.hashCode()), tokens * stride);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void isTheSoftmaxOfScoresOverVisibleValues(Heads heads, KvType type) {
    int tokens = 600; // more than two spans
    float[] rows = rows(heads, tokens);
    float[] actual = attend(heads, type, new VectorKernels(), rows, new int[] {tokens});
    double tolerance = type == KvType.F32 ? 1e-5 : type == KvType.BF16 ? 0.03 : 0.06;
    for (int position : new int[] {0, 1, 15, 16, 100, 255, 256, 257, 511, 512, 599}) {
      for (int head = 0; head < heads.group * heads.kvHeads; head++) {
        double[] expected = expected(heads, rows, position, head);
        int at = (position * heads.group * heads.kvHeads + head) * heads.dim;
        for (int d = 0; d < heads.dim; d++) {
          assertThat((double) actual[at + d])
              .as("position %d, head %d, element %d", position, head, d)
              .isCloseTo(expected[d], within(tolerance));
        }
      }
    }
  }

  private static double[] expected(Heads heads, float[] rows, int position, int head) {
    int queryWidth = heads.group * heads.kvHeads * heads.dim;
    int kvWidth = heads.kvHeads * heads.dim;
    int stride = queryWidth + 2 * kvWidth;
    int kv = queryWidth + head / heads.group * heads.dim;
    int first = heads.window == 0 ? 0 : Math.max(0, position - heads.window + 1);
    double[] weighted = new double[heads.dim];
    double sum = 0;
    for (int p = first; p <= position; p++) {
      double score = 0;
      for (int d = 0; d < heads.dim; d++) {
        score +=
            (double) rows[position * stride + head * heads.dim + d] * rows[p * stride + kv + d];
      }
      score /= Math.sqrt(heads.dim);
      double e = Math.exp(heads.cap > 0 ? heads.cap * Math.tanh(score / heads.cap) : score);
      sum += e;
      for (int d = 0; d < heads.dim; d++) {
        weighted[d] += e * rows[p * stride + kv + kvWidth + d];
      }
    }
    double all = sum;
    return Arrays.stream(weighted).map(w -> w / all).toArray();
  }

  @ParameterizedTest
  @MethodSource("heads")
  void givesTheSameBitsHoweverRowsAreCut(Heads heads, KvType type) {
    int tokens = 530;
    float[] rows = rows(heads, tokens);
    float[] whole = attend(heads, type, new VectorKernels(), rows, new int[] {tokens});
    int[] ones = new int[tokens];
    Arrays.fill(ones, 1);
    assertThat(attend(heads, type, new VectorKernels(), rows, ones)).isEqualTo(whole);
    int[] pieces = {3, 17, 1, 200, 40, 9, 260};
    assertThat(attend(heads, type, new VectorKernels(), rows, pieces)).isEqualTo(whole);
    assertThat(attend(heads, type, new ScalarKernels(), rows, pieces)).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void givesTheSameBitsWhereSequencesShareAPrefix(Heads heads, KvType type) {
    Architecture arch = heads.architecture();
    int prefix = 290; // a span, a block, and two tokens that are copied
    int[] lengths = {291, 292, 304, 305, 320, 400, 511, 513, 600};
    int blocks = 300;
    KvStore store = new KvStore(arch.kvShape().withType(type), blocks);
    BlockTable first = new BlockTable(new BlockPool(blocks, PrefixCache.OFF), store);
    assertThat(first.reserve(prefix)).isTrue();
    write(arch, store, first, rows(heads, prefix), 0, prefix);
    Step step = new Step(lengths.length);
    List<BlockTable> tables = new ArrayList<>();
    for (int length : lengths) {
      BlockTable table = first.fork(prefix);
      assertThat(table.reserve(length)).isTrue();
      write(arch, store, table, rows(heads, length - prefix), prefix, length - prefix);
      step.add(table, new int[length], length - 1, 1, 0);
      tables.add(table);
    }
    AttentionTiles together = new AttentionTiles(step, arch, 1);
    assertThat(together.count() < lengths.length).as("joined").isEqualTo(heads.group <= 16);
    float[] queries = rows(heads, lengths.length);
    for (Kernels kernels : List.of(new VectorKernels(), new ScalarKernels())) {
      Attention attention = new Attention(arch, kernels, store, 1);
      float[] actual = attendTiles(attention, arch, heads.window, together, queries);
      int stride = queries.length / lengths.length;
      int width = arch.queryWidth();
      for (int i = 0; i < lengths.length; i++) {
        Step alone = new Step(1);
        alone.add(tables.get(i), new int[lengths[i]], lengths[i] - 1, 1, 0);
        float[] query = Arrays.copyOfRange(queries, i * stride, (i + 1) * stride);
        AttentionTiles tile = new AttentionTiles(alone, arch, 1);
        assertThat(attendTiles(attention, arch, heads.window, tile, query))
            .as("sequence of %d tokens", lengths[i])
            .isEqualTo(Arrays.copyOfRange(actual, i * width, (i + 1) * width));
      }
    }
  }

  @Test
  void whatIsNoNumberStaysWithTheRowsThatSeeIt() {
    for (KvType type : List.of(KvType.F32, KvType.BF16, KvType.INT8)) {
      Heads heads = new Heads(3, 1, 20, 40, 0f);
      float[] rows = rows(heads, 100);
      float[] sound = attend(heads, type, new VectorKernels(), rows, new int[] {100});
      int stride = 5 * 20;
      rows[50 * stride + 4 * 20 + 3] = Float.NaN; // position 50's value
      float[] actual = attend(heads, type, new VectorKernels(), rows, new int[] {100});
      for (int position = 0; position < 100; position++) {
        boolean sees = position >= 50 && position < 90;
        for (int i = position * 60; i < (position + 1) * 60; i++) {
          if (sees && i % 20 == 3) {
            assertThat(actual[i]).as("position %d", position).isNaN();
          } else if (!sees) {
            assertThat(actual[i]).as("position %d", position).isEqualTo(sound[i]);
          }
        }
      }
    }
  }
}
