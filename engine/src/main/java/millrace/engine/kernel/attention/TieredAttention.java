package millrace.engine.kernel.attention;

import static millrace.engine.kernel.Kernels.BLOCK;

import millrace.engine.kernel.Tier;

/** Attention kernels, plain loops to begin with, vectors later; see {@link Tier}. */
public final class TieredAttention implements AttentionKernels {
  private final Tier<AttentionKernels> scoresFloat32;
  private final Tier<AttentionKernels> scoresBfloat16;
  private final Tier<AttentionKernels> scoresInt8;
  private final Tier<AttentionKernels> addValuesFloat32;
  private final Tier<AttentionKernels> addValuesBfloat16;
  private final Tier<AttentionKernels> addValuesInt8;

  /**
   * @param beginNanos when vectors begin, as {@link Tier#Tier}
   */
  public TieredAttention(AttentionKernels scalar, AttentionKernels vector, long beginNanos) {
    scoresFloat32 = new Tier<>(scalar, vector, beginNanos);
    scoresBfloat16 = new Tier<>(scalar, vector, beginNanos);
    scoresInt8 = new Tier<>(scalar, vector, beginNanos);
    addValuesFloat32 = new Tier<>(scalar, vector, beginNanos);
    addValuesBfloat16 = new Tier<>(scalar, vector, beginNanos);
    addValuesInt8 = new Tier<>(scalar, vector, beginNanos);
  }

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
    scoresFloat32
        .choose(count * number * BLOCK)
        .scores(queries, count, layout, pages, blocks, first, number, offset, scale, scores);
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
    scoresBfloat16
        .choose(count * number * BLOCK)
        .scores(queries, count, layout, pages, blocks, first, number, offset, scale, scores);
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
    scoresInt8
        .choose(count * number * BLOCK)
        .scores(
            queries,
            count,
            layout,
            pages,
            scales,
            scaleOffset,
            blocks,
            first,
            number,
            offset,
            scale,
            scores);
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
    addValuesFloat32
        .choose(count * (to - from))
        .addValues(
            weights, weightOffset, count, layout, pages, blocks, from, to, offset, sums, sumOffset);
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
    addValuesBfloat16
        .choose(count * (to - from))
        .addValues(
            weights, weightOffset, count, layout, pages, blocks, from, to, offset, sums, sumOffset);
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
    addValuesInt8
        .choose(count * (to - from))
        .addValues(
            weights, weightOffset, count, layout, pages, blocks, from, to, offset, sums, sumOffset);
  }
}
