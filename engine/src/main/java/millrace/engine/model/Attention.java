package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;

/**
 * Causal grouped-query attention over the paged cache. Each query's result is computed in the order
 * of positions from its own data alone, whatever rows share its tile.
 */
final class Attention {
  private final KvStore store;
  private final TileAttention[] threads;

  /**
   * @param threads size of the team that calls {@link #attend}
   */
  Attention(Architecture arch, Kernels kernels, KvStore store, int threads) {
    this.store = store;
    this.threads = new TileAttention[threads];
    Arrays.setAll(this.threads, thread -> new TileAttention(arch, kernels, store.shape().layout()));
  }

  /**
   * Attention of a tile's rows for one key/value head.
   *
   * @param window how many positions a query sees; 0 = all
   * @param qkv rows of [queries | keys | values], rotary embedding applied
   * @param stride length of such a row
   * @param out rows of [heads, headDim]; this head group's part is overwritten
   */
  void attend(
      int layer,
      int window,
      AttentionTile tile,
      int kvHead,
      float[] qkv,
      int stride,
      float[] out,
      int thread) {
    TileAttention own = threads[thread];
    own.begin(tile, window, store, layer, kvHead);
    own.gather(qkv, stride);
    own.attend();
    own.write(out);
  }
}
