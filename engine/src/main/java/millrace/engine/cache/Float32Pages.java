package millrace.engine.cache;

import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.KvPacking;

/** Keys and values as they are. */
final class Float32Pages implements KvPages {
  private final HeadLayout layout;
  private final int heads;
  private final float[][] keys;
  private final float[][] values;

  Float32Pages(KvShape shape, int blocks) {
    this.layout = shape.layout();
    this.heads = Math.multiplyExact(shape.layers(), shape.heads());
    this.keys = new float[blocks][];
    this.values = new float[blocks][];
  }

  private int keysOf(int head) {
    return head * layout.keyFloats();
  }

  private int valuesOf(int head) {
    return head * layout.valueFloats();
  }

  @Override
  public void use(int block) {
    if (keys[block] == null) {
      keys[block] = new float[Math.multiplyExact(heads, layout.keyFloats())];
      values[block] = new float[Math.multiplyExact(heads, layout.valueFloats())];
    }
  }

  @Override
  public void copy(int from, int to) {
    System.arraycopy(keys[from], 0, keys[to], 0, keys[from].length);
    System.arraycopy(values[from], 0, values[to], 0, values[from].length);
  }

  @Override
  public void write(
      int block, int slot, int head, float[] key, int keyOffset, float[] value, int valueOffset) {
    KvPacking.key(layout, key, keyOffset, keys[block], keysOf(head), slot);
    KvPacking.value(layout, value, valueOffset, values[block], valuesOf(head), slot);
  }

  @Override
  public void scores(
      AttentionKernels kernels,
      int head,
      int[] blocks,
      int first,
      int number,
      float[] queries,
      int count,
      float scale,
      float[] scores) {
    kernels.scores(
        queries, count, layout, keys, blocks, first, number, keysOf(head), scale, scores);
  }

  @Override
  public void scaleWeights(
      int head, int[] blocks, int from, int to, float[] weights, int weightOffset) {
    // the values have no scales
  }

  @Override
  public void addValues(
      AttentionKernels kernels,
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
        values,
        blocks,
        from,
        to,
        valuesOf(head),
        sums,
        sumOffset);
  }
}
