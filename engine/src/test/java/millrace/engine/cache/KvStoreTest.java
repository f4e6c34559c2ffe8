package millrace.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.ScalarAttention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvStoreTest {
  private static final int LAYERS = 2;
  private static final int HEADS = 3;
  private static final int DIM = 37;
  private static final int WIDTH = HEADS * DIM;
  private static final int TOKENS = 40;

  private final AttentionKernels kernels = new ScalarAttention();
  private final Random random = new Random(21);
  private final float[][] keys = new float[LAYERS * TOKENS][];
  private final float[][] values = new float[LAYERS * TOKENS][];

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16", "INT8"})
  void givesBackWhatWasWrittenForEachTokenLayerAndHead(KvType type) {
    KvStore store = new KvStore(new KvShape(LAYERS, HEADS, DIM, type), 5);
    BlockTable table = filled(store);
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < HEADS; head++) {
        check(store.head(table, layer, head), layer, head, tolerance(type));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16", "INT8"})
  void aCopyHoldsTheSameAndIsIndependent(KvType type) {
    KvStore store = new KvStore(new KvShape(LAYERS, HEADS, DIM, type), 6);
    BlockTable table = filled(store);
    BlockTable twin = table.fork(TOKENS);
    assertThat(twin.blockAt(TOKENS - 1)).isNotEqualTo(table.blockAt(TOKENS - 1));
    float[] zeros = new float[WIDTH];
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int t = TOKENS - 1; t >= TOKENS / Kernels.BLOCK * Kernels.BLOCK; t--) {
        store.write(table.blockAt(t), t % Kernels.BLOCK, layer, zeros, 0, zeros, 0);
      }
      check(store.head(twin, layer, 1), layer, 1, tolerance(type));
    }
  }

  private static double tolerance(KvType type) {
    return switch (type) {
      case BF16 -> 0x1p-8;
      case INT8 -> 0.51 / 127;
      default -> 1e-6;
    };
  }

  private BlockTable filled(KvStore store) {
    BlockTable table = new BlockTable(new BlockPool(6, PrefixCache.OFF), store);
    assertThat(table.reserve(TOKENS)).isTrue();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int t = 0; t < TOKENS; t++) {
        keys[layer * TOKENS + t] = numbers();
        values[layer * TOKENS + t] = numbers();
        store.write(
            table.blockAt(t),
            t % Kernels.BLOCK,
            layer,
            keys[layer * TOKENS + t],
            1,
            values[layer * TOKENS + t],
            1);
      }
    }
    return table;
  }

  private float[] numbers() {
    float[] x = new float[1 + WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    return x;
  }

  /** Reads keys by queries that pick one element, and values by weights that pick one position. */
  private void check(KvHead read, int layer, int head, double tolerance) {
    HeadLayout layout = new HeadLayout(DIM);
    int blocks = KvShape.blocksFor(TOKENS);
    float[] scores = new float[AttentionKernels.QUERIES * AttentionKernels.SPAN];
    for (int d = 0; d < DIM; d++) {
      float[] queries = new float[layout.queryAt(2 * Kernels.BLOCK)];
      queries[layout.queryAt(3) + d * Kernels.BLOCK] = 1f;
      read.scores(kernels, 0, blocks, queries, AttentionKernels.QUERIES, 1f, scores);
      for (int t = 0; t < TOKENS; t++) {
        assertThat((double) scores[3 * AttentionKernels.SPAN + t])
            .isCloseTo(keys[layer * TOKENS + t][1 + head * DIM + d], within(tolerance));
      }
    }
    for (int t = 0; t < TOKENS; t++) {
      float[] weights = new float[AttentionKernels.SPAN];
      weights[t] = 1f;
      read.scaleWeights(t, t + 1, weights, 0);
      float[] sums = new float[layout.valueStride()];
      read.addValues(kernels, 0, TOKENS, weights, 0, 1, sums, 0);
      for (int d = 0; d < DIM; d++) {
        assertThat((double) sums[d])
            .isCloseTo(values[layer * TOKENS + t][1 + head * DIM + d], within(tolerance));
      }
    }
  }

  @Test
  void countsEveryByteOfABlock() {
    KvShape shape = new KvShape(30, 3, 64);
    long tokens = 30L * 3 * Kernels.BLOCK;
    assertThat(shape.blockBytes()).isEqualTo(tokens * 2 * 64 * 4);
    assertThat(shape.withType(KvType.BF16).blockBytes()).isEqualTo(tokens * 2 * 64 * 2);
    assertThat(shape.withType(KvType.INT8).blockBytes()).isEqualTo(tokens * 2 * (64 + 4));
  }

  @Test
  void countsTheRoomThatOddHeadsFillUp() {
    // 5 elements: keys of 5, or 3 pairs; values of 32, or 16 pairs
    KvShape shape = new KvShape(2, 2, 5);
    long tokens = 4L * Kernels.BLOCK;
    assertThat(shape.blockBytes()).isEqualTo(tokens * (5 + 32) * 4);
    assertThat(shape.withType(KvType.BF16).blockBytes()).isEqualTo(tokens * (3 + 16) * 4);
    assertThat(shape.withType(KvType.INT8).blockBytes()).isEqualTo(tokens * (6 + 32 + 4 + 4));
  }

  @Test
  void theTypeMustBeDecided() {
    assertThatThrownBy(() -> new KvShape(1, 1, 8, KvType.AUTO))
        .hasMessageContaining("AUTO, must be decided");
  }
}
