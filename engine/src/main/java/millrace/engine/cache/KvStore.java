package millrace.engine.cache;

import millrace.engine.kernel.Kernels;

/**
 * The memory of the KV cache, float32. A block's keys are [layer, head, dim, token] and its values
 * [layer, head, token, dim], so that attention reads both as streams of vectors.
 *
 * <p>Memory of a block is allocated when it is first used and kept from then on.
 */
public final class KvStore {
  private final KvShape shape;
  private final float[][] keys;
  private final float[][] values;

  /**
   * @param shape what a token needs
   * @param blocks number of blocks
   */
  public KvStore(KvShape shape, int blocks) {
    this.shape = shape;
    this.keys = new float[blocks][];
    this.values = new float[blocks][];
  }

  /** What a token needs. */
  public KvShape shape() {
    return shape;
  }

  /** The keys of a block that {@link #use} was called for. */
  public float[] keys(int block) {
    return keys[block];
  }

  /** The values of a block that {@link #use} was called for. */
  public float[] values(int block) {
    return values[block];
  }

  /** Makes sure that a block has memory. */
  public void use(int block) {
    if (keys[block] == null) {
      keys[block] = new float[shape.blockFloats()];
      values[block] = new float[shape.blockFloats()];
    }
  }

  /** Copies a whole block. */
  public void copy(int from, int to) {
    use(to);
    System.arraycopy(keys[from], 0, keys[to], 0, shape.blockFloats());
    System.arraycopy(values[from], 0, values[to], 0, shape.blockFloats());
  }

  /**
   * Writes one token's keys and values of one layer.
   *
   * @param slot the token's place in the block
   * @param key [heads, headDim] from {@code keyOffset}
   * @param value likewise
   */
  public void write(
      int block, int slot, int layer, float[] key, int keyOffset, float[] value, int valueOffset) {
    int dim = shape.headDim();
    for (int head = 0; head < shape.heads(); head++) {
      int base = shape.offset(layer, head);
      float[] to = keys[block];
      for (int d = 0; d < dim; d++) {
        to[base + d * Kernels.BLOCK + slot] = key[keyOffset + head * dim + d];
      }
      System.arraycopy(value, valueOffset + head * dim, values[block], base + slot * dim, dim);
    }
  }
}
