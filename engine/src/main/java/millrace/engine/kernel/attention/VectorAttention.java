package millrace.engine.kernel.attention;

/** Attention on the Vector API, for vector lengths of 4, 8 and 16 floats. */
public final class VectorAttention implements AttentionKernels {

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
    VectorFloat32.scores(
        queries, count, layout, pages, blocks, first, number, offset, scale, scores);
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
    VectorBfloat16.scores(
        queries, count, layout, pages, blocks, first, number, offset, scale, scores);
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
    VectorInt8.scores(
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
    VectorFloat32.addValues(
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
    VectorBfloat16.addValues(
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
    VectorInt8.addValues(
        weights, weightOffset, count, layout, pages, blocks, from, to, offset, sums, sumOffset);
  }
}
