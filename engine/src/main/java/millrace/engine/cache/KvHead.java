package millrace.engine.cache;

import millrace.engine.kernel.attention.AttentionKernels;

/**
 * The keys and values of one head of one layer, as far as a sequence has them: what attention
 * reads. Positions are the sequence's.
 */
public final class KvHead {
  private final KvPages pages;
  private final int layer;
  private final int head;
  private final int[] blocks;

  KvHead(KvPages pages, int layer, int head, int[] blocks) {
    this.pages = pages;
    this.layer = layer;
    this.head = head;
    this.blocks = blocks;
  }

  /** Scores of queries against some blocks; see {@link AttentionKernels#scores}. */
  public void scores(
      AttentionKernels kernels,
      int firstBlock,
      int number,
      float[] queries,
      int count,
      float scale,
      float[] scores) {
    pages.scores(kernels, layer, head, blocks, firstBlock, number, queries, count, scale, scores);
  }

  /**
   * Prepares one query's weights of positions [from, to) for {@link #addValues}. To be called once
   * for each.
   *
   * @param weights the weight of position p at {@code weightOffset + p}
   */
  public void scaleWeights(int from, int to, float[] weights, int weightOffset) {
    pages.scaleWeights(layer, head, blocks, from, to, weights, weightOffset);
  }

  /** Adds weighted values of positions [from, to); see {@link AttentionKernels#addValues}. */
  public void addValues(
      AttentionKernels kernels,
      int from,
      int to,
      float[] weights,
      int weightOffset,
      int count,
      float[] sums,
      int sumOffset) {
    pages.addValues(
        kernels, layer, head, blocks, from, to, weights, weightOffset, count, sums, sumOffset);
  }
}
