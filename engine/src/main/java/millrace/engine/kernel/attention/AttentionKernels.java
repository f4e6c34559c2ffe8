package millrace.engine.kernel.attention;

/**
 * Attention of queries that share a key/value head over runs of blocks of the KV cache, in float32
 * (pages of {@code float}), bfloat16 ({@code int}, a pair each) and 8 bits ({@code short}, a pair
 * each). {@link HeadLayout} says what a block holds.
 *
 * <p>Every implementation gives the same bits: each result is one chain of fused multiply-adds,
 * along the elements of the head for a score and along the positions for a weighted sum, whatever
 * other queries are computed with it.
 *
 * <p>Parameters in common: {@code pages[blocks[b]]} is the sequence's b-th block, in which the
 * head's part begins at {@code offset}.
 */
public interface AttentionKernels {
  /** Queries that are computed together. */
  int QUERIES = 4;

  /** The least multiple of {@link #QUERIES} that is at least {@code queries}. */
  static int padded(int queries) {
    return (queries + QUERIES - 1) / QUERIES * QUERIES;
  }

  /** Positions whose scores are kept at a time; the length of a row of scores. */
  int SPAN = 256;

  /**
   * Scores against {@code number} blocks from the {@code first}-th on, at most a span: {@code
   * scores[q, BLOCK · b + j] = (Σ_d query[q, d] · key[first + b, d, j]) · scale}.
   *
   * @param queries groups of [{@link HeadLayout#queryLength}, BLOCK]; where a query begins says
   *     {@link HeadLayout#queryAt}
   * @param count number of queries, a multiple of QUERIES
   * @param scores [count, SPAN]
   */
  void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      float[][] pages,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores);

  /** As above in bfloat16. */
  void scores(
      float[] queries,
      int count,
      HeadLayout layout,
      int[][] pages,
      int[] blocks,
      int first,
      int number,
      int offset,
      float scale,
      float[] scores);

  /**
   * As above in 8 bits; the sum is multiplied by the key's scale, then by {@code scale}.
   *
   * @param scales {@code scales[blocks[b]][scaleOffset + j]} is the scale of slot j's key
   */
  void scores(
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
      float[] scores);

  /**
   * Adds weighted values: {@code sums[q, d] += Σ_p weight[q, p] · value[p, d]} for positions p in
   * [from, to), in their order.
   *
   * @param weights weight of query q and position p at {@code weightOffset + q · SPAN + p}
   * @param count number of queries; QUERIES at a time are computed fastest
   * @param sums [count, {@link HeadLayout#valueStride}] from {@code sumOffset}
   */
  void addValues(
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
      int sumOffset);

  /** As above in bfloat16. */
  void addValues(
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
      int sumOffset);

  /** As above in 8 bits, without the values' scales: they are part of the weights. */
  void addValues(
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
      int sumOffset);
}
