package millrace.engine.cache;

import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.KvPacking;

/** Keys and values as they are. */
final class Float32Pages implements KvPages {
  private final HeadLayout layout;
  private final int heads;
  private final float[][][] keys;
  private final float[][][] values;

  Float32Pages(KvShape shape, int blocks) {
    this.layout = shape.layout();
    this.heads = shape.heads();
    this.keys = new float[shape.layers()][blocks][];
    this.values = new float[shape.layers()][blocks][];
  }

  private int keysOf(int head) {
    return head * layout.keyFloats();
  }

  private int valuesOf(int head) {
    return head * layout.valueFloats();
  }

  @Override
  public void use(int block) {
    if (keys[0][block] != null) {
      return;
    }
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer][block] = new float[keysOf(heads)];
      values[layer][block] = new float[valuesOf(heads)];
    }
  }

  @Override
  public void copy(int from, int to) {
    for (int layer = 0; layer < keys.length; layer++) {
      System.arraycopy(keys[layer][from], 0, keys[layer][to], 0, keysOf(heads));
      System.arraycopy(values[layer][from], 0, values[layer][to], 0, valuesOf(heads));
    }
  }

  @Override
  public void write(
      int block,
      int slot,
      int layer,
      int head,
      float[] key,
      int keyOffset,
      float[] value,
      int valueOffset) {
    KvPacking.key(layout, key, keyOffset, keys[layer][block], keysOf(head), slot);
    KvPacking.value(layout, value, valueOffset, values[layer][block], valuesOf(head), slot);
  }

  @Override
  public void scores(
      AttentionKernels kernels,
      int layer,
      int head,
      int[] blocks,
      int first,
      int number,
      float[] queries,
      int count,
      float scale,
      float[] scores) {
    kernels.scores(
        queries, count, layout, keys[layer], blocks, first, number, keysOf(head), scale, scores);
  }

  @Override
  public void scaleWeights(
      int layer, int head, int[] blocks, int from, int to, float[] weights, int weightOffset) {
    // the values have no scales
  }

  @Override
  public void addValues(
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
      int sumOffset) {
    kernels.addValues(
        weights,
        weightOffset,
        count,
        layout,
        values[layer],
        blocks,
        from,
        to,
        valuesOf(head),
        sums,
        sumOffset);
  }
}
