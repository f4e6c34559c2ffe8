package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.model.AttentionTiles.Tile;

/**
 * Causal grouped-query attention over the paged cache. Each query's result is computed in the order
 * of positions from its own data alone, whatever rows share its tile.
 */
final class Attention {
  private final Architecture arch;
  private final Kernels kernels;
  private final KvStore store;
  private final float[][] queries;
  private final float[][] scores;

  Attention(Architecture arch, Kernels kernels, KvStore store, int threads) {
    this.arch = arch;
    this.kernels = kernels;
    this.store = store;
    this.queries = new float[threads][AttentionTiles.ROWS * arch.groupSize() * arch.headDim()];
    this.scores = new float[threads][0];
  }

  /**
   * Attention of a tile's rows for one key/value head.
   *
   * @param qkv rows of [queries | keys | values], rotary embedding applied
   * @param stride length of such a row
   * @param out rows of [heads, headDim]; this head group's part is overwritten
   */
  void attend(
      int layer,
      int window,
      Tile tile,
      int kvHead,
      float[] qkv,
      int stride,
      float[] out,
      int thread) {
    int group = arch.groupSize();
    int count = tile.rows() * group;
    int firstBlock = firstVisible(window, tile.firstPosition()) / Kernels.BLOCK;
    int lastBlock = tile.lastPosition() / Kernels.BLOCK;
    int scoreStride = (lastBlock - firstBlock + 1) * Kernels.BLOCK;
    float[] gathered = gather(tile, kvHead, qkv, stride, thread);
    float[] weights = scratch(thread, count * scoreStride);
    int offset = store.shape().offset(layer, kvHead);
    for (int b = firstBlock; b <= lastBlock; b++) {
      kernels.blockScores(
          gathered,
          0,
          count,
          arch.headDim(),
          store.keys(tile.segment().blocks().block(b)),
          offset,
          arch.scales().attention(),
          weights,
          (b - firstBlock) * Kernels.BLOCK,
          scoreStride);
    }
    for (int q = 0; q < count; q++) {
      int row = q / group;
      int outOffset =
          (tile.firstRow() + row) * arch.queryWidth()
              + (kvHead * group + q % group) * arch.headDim();
      weigh(tile, window, row, weights, q * scoreStride, firstBlock, offset, out, outOffset);
    }
  }

  /** Softmax of one query's scores and the weighted sum of the values. */
  private void weigh(
      Tile tile,
      int window,
      int row,
      float[] weights,
      int rowOffset,
      int firstBlock,
      int kvOffset,
      float[] out,
      int outOffset) {
    int position = tile.firstPosition() + row;
    int from = firstVisible(window, position);
    int base = rowOffset - firstBlock * Kernels.BLOCK; // index of position p is base + p
    int visible = position - from + 1;
    if (arch.scales().attentionCap() > 0) {
      kernels.softCap(weights, base + from, arch.scales().attentionCap(), visible);
    }
    float sum = kernels.expAndSum(weights, base + from, visible);
    Arrays.fill(out, outOffset, outOffset + arch.headDim(), 0f);
    for (int b = from / Kernels.BLOCK; b <= position / Kernels.BLOCK; b++) {
      int start = b * Kernels.BLOCK;
      kernels.addValues(
          weights,
          base + start,
          Math.max(from - start, 0),
          Math.min(position - start + 1, Kernels.BLOCK),
          store.values(tile.segment().blocks().block(b)),
          kvOffset,
          arch.headDim(),
          out,
          outOffset);
    }
    kernels.scale(out, outOffset, 1f / sum, arch.headDim());
  }

  private static int firstVisible(int window, int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }

  /** The tile's queries of one head group, as [row, head of the group, headDim]. */
  private float[] gather(Tile tile, int kvHead, float[] qkv, int stride, int thread) {
    int width = arch.groupSize() * arch.headDim();
    float[] gathered = queries[thread];
    for (int row = 0; row < tile.rows(); row++) {
      int from = (tile.firstRow() + row) * stride + kvHead * width;
      System.arraycopy(qkv, from, gathered, row * width, width);
    }
    return gathered;
  }

  private float[] scratch(int thread, int length) {
    if (scores[thread].length < length) {
      scores[thread] = new float[Math.max(length, scores[thread].length * 2)];
    }
    return scores[thread];
  }
}
