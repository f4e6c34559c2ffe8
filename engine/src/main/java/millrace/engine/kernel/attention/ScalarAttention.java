package millrace.engine.kernel.attention;

import static java.lang.Math.fma;

import java.util.Arrays;
import millrace.engine.kernel.Kernels;

/** Plain loops over blocks that are first widened: the oracle, and the fallback. */
public final class ScalarAttention implements AttentionKernels {
  private static final int BLOCK = Kernels.BLOCK;

  @Override
  public void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      float[][] pages,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores) {
    for (int b = 0; b < number; b++) {
      float[] page = pages[blocks[first + b]];
      blockScores(queries, count, layout, layout.dim(), page, offset, scores, b);
      scaleScores(count, b, scale, scores);
    }
  }

  @Override
  public void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      int[][] pages,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores) {
    int half = layout.keyPairsOfBlock();
    float[] keys = new float[2 * half];
    for (int b = 0; b < number; b++) {
      int[] page = pages[blocks[first + b]];
      for (int i = 0; i < half; i++) {
        keys[i] = Bfloat16.low(page[offset + i]);
        keys[half + i] = Bfloat16.high(page[offset + i]);
      }
      blockScores(queries, count, layout, layout.queryLength(), keys, 0, scores, b);
      scaleScores(count, b, scale, scores);
    }
  }

  @Override
  public void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      short[][] pages,
      float[][] scales,
      int scaleOffset,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores) {
    int half = layout.keyPairsOfBlock();
    float[] keys = new float[2 * half];
    for (int b = 0; b < number; b++) {
      int block = blocks[first + b];
      for (int i = 0; i < half; i++) {
        keys[i] = (byte) pages[block][offset + i];
        keys[half + i] = pages[block][offset + i] >> Byte.SIZE;
      }
      blockScores(queries, count, layout, layout.queryLength(), keys, 0, scores, b);
      for (int q = 0; q < count; q++) {
        for (int j = 0; j < BLOCK; j++) {
          scores[q * SPAN + b * BLOCK + j] *= scales[block][scaleOffset + j];
        }
      }
      scaleScores(count, b, scale, scores);
    }
  }

  /** Sums of products with keys [length, token] from {@code at}, for one block. */
  private static void blockScores(
      float[] queries,
      int count,
      HeadLayout layout,
      int length,
      float[] keys,
      int at,
      float[] scores,
      int block) {
    float[] sums = new float[BLOCK];
    for (int q = 0; q < count; q++) {
      Arrays.fill(sums, 0f);
      for (int d = 0; d < length; d++) {
        float element = queries[layout.queryAt(q) + d * BLOCK];
        int row = at + d * BLOCK;
        for (int j = 0; j < BLOCK; j++) {
          sums[j] = fma(element, keys[row + j], sums[j]);
        }
      }
      System.arraycopy(sums, 0, scores, q * SPAN + block * BLOCK, BLOCK);
    }
  }

  private static void scaleScores(int count, int block, float scale, float[] scores) {
    for (int q = 0; q < count; q++) {
      for (int j = 0; j < BLOCK; j++) {
        scores[q * SPAN + block * BLOCK + j] *= scale;
      }
    }
  }

  @Override
  public void addValues(
      float[] weights,
      int weightOffset,
      int count,
      HeadLayout layout,
      float[][] pages,
      int[] blocks,
      int from,
      int to,
      int offset,
      float[] sums,
      int sumOffset) {
    float[] value = new float[layout.valueStride()];
    for (int p = from; p < to; p++) {
      int at = offset + p % BLOCK * HeadLayout.CHUNK;
      for (int d = 0; d < value.length; d += HeadLayout.CHUNK) {
        System.arraycopy(pages[blocks[p / BLOCK]], at + d * BLOCK, value, d, HeadLayout.CHUNK);
      }
      addValue(weights, weightOffset + p, count, value, sums, sumOffset);
    }
  }

  @Override
  public void addValues(
      float[] weights,
      int weightOffset,
      int count,
      HeadLayout layout,
      int[][] pages,
      int[] blocks,
      int from,
      int to,
      int offset,
      float[] sums,
      int sumOffset) {
    float[] value = new float[layout.valueStride()];
    for (int p = from; p < to; p++) {
      int at = offset + p % BLOCK * HeadLayout.HALF;
      for (int i = 0; i < value.length / 2; i++) {
        int pair = pages[blocks[p / BLOCK]][at + HeadLayout.valuePairAt(i)];
        int element = HeadLayout.firstOfValuePair(i);
        value[element] = Bfloat16.low(pair);
        value[element + HeadLayout.HALF] = Bfloat16.high(pair);
      }
      addValue(weights, weightOffset + p, count, value, sums, sumOffset);
    }
  }

  @Override
  public void addValues(
      float[] weights,
      int weightOffset,
      int count,
      HeadLayout layout,
      short[][] pages,
      int[] blocks,
      int from,
      int to,
      int offset,
      float[] sums,
      int sumOffset) {
    float[] value = new float[layout.valueStride()];
    for (int p = from; p < to; p++) {
      int at = offset + p % BLOCK * HeadLayout.HALF;
      for (int i = 0; i < value.length / 2; i++) {
        short pair = pages[blocks[p / BLOCK]][at + HeadLayout.valuePairAt(i)];
        int element = HeadLayout.firstOfValuePair(i);
        value[element] = (byte) pair;
        value[element + HeadLayout.HALF] = pair >> Byte.SIZE;
      }
      addValue(weights, weightOffset + p, count, value, sums, sumOffset);
    }
  }

  /** Adds one position's value to all queries' sums. */
  private static void addValue(
      float[] weights, int at, int count, float[] value, float[] sums, int sumOffset) {
    for (int q = 0; q < count; q++) {
      float weight = weights[at + q * SPAN];
      int sum = sumOffset + q * value.length;
      for (int d = 0; d < value.length; d++) {
        sums[sum + d] = fma(weight, value[d], sums[sum + d]);
      }
    }
  }
}
