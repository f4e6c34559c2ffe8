package millrace.engine.kernel.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import millrace.engine.kernel.Kernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vector kernels give the scalar kernels' bits in every number type, over odd sizes, and both
 * give what the stored numbers say.
 */
class AttentionKernelsTest {
  private static final int BLOCK = Kernels.BLOCK;
  private static final int BLOCKS = AttentionKernels.SPAN / BLOCK;

  /** Where a head's part begins, in elements; odd, so that nothing is aligned by chance. */
  private static final int OFFSET = 7;

  private final AttentionKernels scalar = new ScalarAttention();
  private final AttentionKernels vector = new VectorAttention();
  private final Random random = new Random(5);

  /** One head's cache in every number type, filled with the same keys and values. */
  private final class Cache {
    final HeadLayout layout;
    final int[] blocks;
    final float[][] wideKeys = new float[BLOCKS][];
    final float[][] wideValues = new float[BLOCKS][];
    final int[][] halfKeys = new int[BLOCKS][];
    final int[][] halfValues = new int[BLOCKS][];
    final short[][] byteKeys = new short[BLOCKS][];
    final short[][] byteValues = new short[BLOCKS][];
    final float[][] keyScales = new float[BLOCKS][2 * BLOCK];

    Cache(int dim) {
      layout = new HeadLayout(dim);
      blocks = IntStream.range(0, BLOCKS).map(i -> (i * 5 + 3) % BLOCKS).toArray();
      for (int b = 0; b < BLOCKS; b++) {
        wideKeys[b] = new float[OFFSET + layout.keyFloats()];
        wideValues[b] = new float[OFFSET + layout.valueFloats()];
        halfKeys[b] = new int[OFFSET + layout.keyPairsOfBlock()];
        halfValues[b] = new int[OFFSET + layout.valueFloats() / 2];
        byteKeys[b] = new short[OFFSET + layout.keyPairsOfBlock()];
        byteValues[b] = new short[OFFSET + layout.valueFloats() / 2];
        for (int slot = 0; slot < BLOCK; slot++) {
          fill(b, slot, numbers(dim + 2));
        }
      }
    }

    private void fill(int b, int slot, float[] x) {
      KvPacking.key(layout, x, 1, wideKeys[b], OFFSET, slot);
      KvPacking.key(layout, x, 1, halfKeys[b], OFFSET, slot);
      keyScales[b][BLOCK + slot] = KvPacking.key(layout, x, 1, byteKeys[b], OFFSET, slot);
      KvPacking.value(layout, x, 1, wideValues[b], OFFSET, slot);
      KvPacking.value(layout, x, 1, halfValues[b], OFFSET, slot);
      KvPacking.value(layout, x, 1, byteValues[b], OFFSET, slot);
    }

    /** Scores of all types, one after the other. */
    float[] scores(AttentionKernels kernels, float[] queries, int count, int first, int number) {
      float[] out = new float[3 * count * AttentionKernels.SPAN];
      float[] one = new float[count * AttentionKernels.SPAN];
      kernels.scores(queries, count, layout, wideKeys, blocks, first, number, OFFSET, 0.3f, one);
      System.arraycopy(one, 0, out, 0, one.length);
      kernels.scores(queries, count, layout, halfKeys, blocks, first, number, OFFSET, 0.3f, one);
      System.arraycopy(one, 0, out, one.length, one.length);
      kernels.scores(
          queries, count, layout, byteKeys, keyScales, BLOCK, blocks, first, number, OFFSET, 0.3f,
          one);
      System.arraycopy(one, 0, out, 2 * one.length, one.length);
      return out;
    }

    /** Sums of values of all types, one after the other, on top of what {@code start} holds. */
    float[] sums(
        AttentionKernels kernels, float[] weights, int count, int from, int to, float[] start) {
      float[] out = start.clone();
      int each = count * layout.valueStride();
      kernels.addValues(weights, 0, count, layout, wideValues, blocks, from, to, OFFSET, out, 3);
      kernels.addValues(
          weights, 0, count, layout, halfValues, blocks, from, to, OFFSET, out, 3 + each);
      kernels.addValues(
          weights, 0, count, layout, byteValues, blocks, from, to, OFFSET, out, 3 + 2 * each);
      return out;
    }
  }

  private float[] numbers(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
    }
    return x;
  }

  private float[] queries(HeadLayout layout, int count) {
    float[] queries = new float[layout.queryAt(count + BLOCK)];
    for (int q = 0; q < count; q++) {
      float[] x = numbers(layout.dim());
      for (int d = 0; d < x.length; d++) {
        queries[layout.queryAt(q) + d * BLOCK] = x[d];
      }
    }
    return queries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 16, 24, 31, 32, 33, 48, 64, 80, 96, 128, 130, 256})
  void scoresHaveTheSameBitsForAnyNumberOfQueriesAndBlocks(int dim) {
    Cache cache = new Cache(dim);
    float[] queries = queries(cache.layout, 40);
    float[] together = cache.scores(scalar, queries, 40, 0, BLOCKS);
    for (int count = AttentionKernels.QUERIES; count <= 40; count += 12) {
      for (int number : new int[] {1, 2, 3, 8, BLOCKS}) {
        int first = random.nextInt(BLOCKS - number + 1);
        float[] expected = cache.scores(scalar, queries, count, first, number);
        assertThat(cache.scores(vector, queries, count, first, number)).isEqualTo(expected);
        float alone = expected[(count - 1) * AttentionKernels.SPAN + 5];
        assertThat(alone)
            .isEqualTo(together[(count - 1) * AttentionKernels.SPAN + first * BLOCK + 5]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 16, 24, 31, 32, 33, 48, 64, 80, 96, 128, 130, 256})
  void weightedValuesHaveTheSameBitsForAnyNumberOfQueriesAndPositions(int dim) {
    Cache cache = new Cache(dim);
    float[] weights = numbers(9 * AttentionKernels.SPAN);
    for (int count : new int[] {1, 3, 4, 5, 8, 9}) {
      float[] start = numbers(3 + 3 * count * cache.layout.valueStride());
      for (int[] range : new int[][] {{0, 1}, {3, 11}, {15, 17}, {5, 5}, {0, 256}, {31, 200}}) {
        assertThat(cache.sums(vector, weights, count, range[0], range[1], start))
            .isEqualTo(cache.sums(scalar, weights, count, range[0], range[1], start));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 24, 33, 64, 130})
  void scoresAndSumsAreThoseOfTheStoredNumbers(int dim) {
    Cache cache = new Cache(dim);
    HeadLayout layout = cache.layout;
    float[] queries = queries(layout, 4);
    float[] scores = cache.scores(scalar, queries, 4, 0, BLOCKS);
    float[] weights = numbers(AttentionKernels.SPAN);
    float[] sums = cache.sums(scalar, weights, 1, 0, 256, new float[3 + 3 * layout.valueStride()]);
    double[] expected = new double[3 * dim];
    for (int p = 0; p < AttentionKernels.SPAN; p++) {
      double[] score = new double[3];
      for (int d = 0; d < dim; d++) {
        float query = queries[layout.queryAt(2) + d * BLOCK];
        for (int type = 0; type < 3; type++) {
          score[type] += (double) query * key(cache, type, p, d) * 0.3f;
          expected[type * dim + d] += (double) weights[p] * value(cache, type, p, d);
        }
      }
      for (int type = 0; type < 3; type++) {
        int at = (type * 4 + 2) * AttentionKernels.SPAN + p;
        assertThat((double) scores[at]).isCloseTo(score[type], within(1e-4 * dim));
      }
    }
    for (int type = 0; type < 3; type++) {
      double tolerance = type == 2 ? 2e-2 : 1e-3; // bytes are summed without their scales
      for (int d = 0; d < dim; d++) {
        assertThat((double) sums[3 + type * layout.valueStride() + d])
            .isCloseTo(expected[type * dim + d], within(tolerance));
      }
    }
  }

  private static double key(Cache cache, int type, int position, int d) {
    int b = cache.blocks[position / BLOCK];
    int slot = position % BLOCK;
    int pairs = (cache.layout.dim() + 1) / 2;
    int at = OFFSET + d % pairs * BLOCK + slot;
    boolean high = d >= pairs;
    return switch (type) {
      case 0 -> cache.wideKeys[b][OFFSET + d * BLOCK + slot];
      case 1 -> bfloat16(cache.halfKeys[b][at], high);
      default ->
          wholeNumber(cache.byteKeys[b][at], high) * (double) cache.keyScales[b][BLOCK + slot];
    };
  }

  private static double value(Cache cache, int type, int position, int d) {
    int b = cache.blocks[position / BLOCK];
    int slot = position % BLOCK;
    int chunk = d / 32;
    int at = OFFSET + (chunk * BLOCK + slot) * 16 + d % 16;
    boolean high = d % 32 >= 16;
    return switch (type) {
      case 0 -> cache.wideValues[b][OFFSET + (chunk * BLOCK + slot) * 32 + d % 32];
      case 1 -> bfloat16(cache.halfValues[b][at], high);
      default -> wholeNumber(cache.byteValues[b][at], high);
    };
  }

  private static double bfloat16(int pair, boolean high) {
    return Float.intBitsToFloat((high ? pair >>> 16 : pair & 0xFFFF) << 16);
  }

  private static double wholeNumber(short pair, boolean high) {
    return (byte) (high ? pair >>> 8 : pair);
  }
}
