package millrace.engine.cache;

import millrace.engine.kernel.Kernels;

/**
 * What one token needs in the KV cache.
 *
 * @param layers number of layers
 * @param heads number of key/value heads
 * @param headDim elements of one head, the same for keys and values
 */
public record KvShape(int layers, int heads, int headDim) {

  /** Floats of one block's keys (its values need as many). */
  public int blockFloats() {
    return Math.multiplyExact(layers * heads, headDim * Kernels.BLOCK);
  }

  /** Bytes of one block, keys and values. */
  public long blockBytes() {
    return 2L * Float.BYTES * blockFloats();
  }

  /** Where the keys or values of a layer's head begin in a block. */
  public int offset(int layer, int head) {
    return (layer * heads + head) * headDim * Kernels.BLOCK;
  }

  /** Blocks that {@code tokens} tokens fill, the last perhaps in part. */
  public static int blocksFor(int tokens) {
    return (tokens + Kernels.BLOCK - 1) / Kernels.BLOCK;
  }
}
