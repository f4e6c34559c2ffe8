package millrace.engine.cache;

import millrace.engine.kernel.attention.AttentionKernels;

/**
 * Keys and values of a cache in one number type, an array for each layer of a block: arrays that
 * are large for the garbage collector would take more room than they count. Parameters of the
 * computing methods are those of {@link AttentionKernels}.
 */
interface KvPages {

  /** Makes sure that a block has memory. */
  void use(int block);

  /** Copies a whole block to one that is in use. */
  void copy(int from, int to);

  /** Writes one token's key and value of a head. */
  void write(
      int block,
      int slot,
      int layer,
      int head,
      float[] key,
      int keyOffset,
      float[] value,
      int valueOffset);

  /** See {@link AttentionKernels#scores}. */
  void scores(
      AttentionKernels kernels,
      int layer,
      int head,
      int[] blocks,
      int first,
      int number,
      float[] queries,
      int count,
      float scale,
      float[] scores);

  /** Brings the values' scales, where the type has them, into one query's weights. */
  void scaleWeights(
      int layer, int head, int[] blocks, int from, int to, float[] weights, int weightOffset);

  /** See {@link AttentionKernels#addValues}. */
  void addValues(
      AttentionKernels kernels,
      int layer,
      int head,
      int[] blocks,
      int from,
      int to,
      float[] weights,
      int weightOffset,
      int count,
      float[] sums,
      int sumOffset);
}
