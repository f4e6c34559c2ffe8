package millrace.engine.cache;

/**
 * The memory of the KV cache. Keys and values are rounded to the cache's number type as they are
 * written, and attention reads nothing else, so a result does not depend on when a token was
 * computed.
 *
 * <p>Memory of a block is allocated when it is first used and kept from then on.
 */
public final class KvStore {
  private final KvShape shape;
  private final KvPages pages;

  /**
   * @param shape what a token needs
   * @param blocks number of blocks
   */
  public KvStore(KvShape shape, int blocks) {
    this.shape = shape;
    this.pages =
        switch (shape.type()) {
          case BF16 -> new Bfloat16Pages(shape, blocks);
          case INT8 -> new Int8Pages(shape, blocks);
          default -> new Float32Pages(shape, blocks);
        };
  }

  /** What a token needs. */
  public KvShape shape() {
    return shape;
  }

  /** Makes sure that a block has memory. */
  public void use(int block) {
    pages.use(block);
  }

  /** Copies a whole block. */
  public void copy(int from, int to) {
    pages.use(to);
    pages.copy(from, to);
  }

  /**
   * Writes one token's keys and values of one layer.
   *
   * @param block a block that {@link #use} was called for
   * @param slot the token's place in the block
   * @param key [heads, headDim] from {@code keyOffset}
   * @param value likewise
   */
  public void write(
      int block, int slot, int layer, float[] key, int keyOffset, float[] value, int valueOffset) {
    int dim = shape.headDim();
    for (int head = 0; head < shape.heads(); head++) {
      pages.write(
          block, slot, layer, head, key, keyOffset + head * dim, value, valueOffset + head * dim);
    }
  }

  /** The keys and values of one head of a layer in a sequence's blocks. */
  public KvHead head(BlockTable table, int layer, int head) {
    return new KvHead(pages, layer, head, table.numbers());
  }
}
