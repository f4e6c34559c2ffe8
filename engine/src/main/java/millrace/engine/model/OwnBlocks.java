package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.cache.KvHead;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;

/**
 * Scores and weighted values of single rows against blocks that no other row of the tile shares,
 * with scratch memory: the queries of a row lie here in whole groups, as the kernels want them,
 * while those of a tile follow each other without gaps.
 */
final class OwnBlocks {
  private static final int SPAN = AttentionKernels.SPAN;

  private final AttentionKernels kernels;
  private final int group;
  private final int padded;
  private final int valueStride;
  private final float[][] queries;
  private final float[] scores;
  private final float[] sums;

  /**
   * @param rows most rows of a tile
   * @param group queries of a row
   */
  OwnBlocks(AttentionKernels kernels, HeadLayout layout, int rows, int group) {
    this.kernels = kernels;
    this.group = group;
    this.padded = AttentionKernels.padded(group);
    this.valueStride = layout.valueStride();
    this.queries = new float[rows][layout.queryAt(padded + Kernels.BLOCK - 1)];
    this.scores = new float[padded * SPAN];
    this.sums = new float[padded * valueStride];
  }

  /** The queries of a row, to be filled in as {@link HeadLayout#queryAt} says. */
  float[] queries(int row) {
    return queries[row];
  }

  /**
   * Scores against some blocks.
   *
   * @param target [group, SPAN] from {@code at}, where the first block's scores go
   */
  void scores(
      int row, KvHead head, int firstBlock, int blocks, float scale, float[] target, int at) {
    head.scores(kernels, firstBlock, blocks, queries[row], padded, scale, scores);
    for (int q = 0; q < group; q++) {
      System.arraycopy(scores, q * SPAN, target, at + q * SPAN, blocks * Kernels.BLOCK);
    }
  }

  /**
   * Adds weighted values of positions [from, to).
   *
   * @param weights [padded group, SPAN], of which the last ones mean nothing
   * @param target [group, valueStride] from {@code at}
   */
  void addValues(
      KvHead head, int from, int to, float[] weights, int weightOffset, float[] target, int at) {
    System.arraycopy(target, at, sums, 0, group * valueStride);
    Arrays.fill(sums, group * valueStride, sums.length, 0f);
    head.addValues(kernels, from, to, weights, weightOffset, padded, sums, 0);
    System.arraycopy(sums, 0, target, at, group * valueStride);
  }
}
