package millrace.engine.cache;

import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.KvPacking;

/** Keys and values in 8 bits, two in a short, with a scale per token and head. */
final class Int8Pages implements KvPages {
  private final HeadLayout layout;
  private final int heads;
  private final short[][] keys;
  private final short[][] values;
  private final float[][] keyScales;
  private final float[][] valueScales;

  Int8Pages(KvShape shape, int blocks) {
    this.layout = shape.layout();
    this.heads = Math.multiplyExact(shape.layers(), shape.heads());
    this.keys = new short[blocks][];
    this.values = new short[blocks][];
    this.keyScales = new float[blocks][];
    this.valueScales = new float[blocks][];
  }

  private int keysOf(int head) {
    return head * layout.keyPairsOfBlock();
  }

  private int valuesOf(int head) {
    return head * layout.valueFloats() / 2;
  }

  @Override
  public void use(int block) {
    if (keys[block] == null) {
      keys[block] = new short[Math.multiplyExact(heads, layout.keyPairsOfBlock())];
      values[block] = new short[Math.multiplyExact(heads, layout.valueFloats() / 2)];
      keyScales[block] = new float[heads * Kernels.BLOCK];
      valueScales[block] = new float[heads * Kernels.BLOCK];
    }
  }

  @Override
  public void copy(int from, int to) {
    System.arraycopy(keys[from], 0, keys[to], 0, keys[from].length);
    System.arraycopy(values[from], 0, values[to], 0, values[from].length);
    System.arraycopy(keyScales[from], 0, keyScales[to], 0, heads * Kernels.BLOCK);
    System.arraycopy(valueScales[from], 0, valueScales[to], 0, heads * Kernels.BLOCK);
  }

  @Override
  public void write(
      int block, int slot, int head, float[] key, int keyOffset, float[] value, int valueOffset) {
    keyScales[block][head * Kernels.BLOCK + slot] =
        KvPacking.key(layout, key, keyOffset, keys[block], keysOf(head), slot);
    valueScales[block][head * Kernels.BLOCK + slot] =
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
        queries,
        count,
        layout,
        keys,
        keyScales,
        head * Kernels.BLOCK,
        blocks,
        first,
        number,
        keysOf(head),
        scale,
        scores);
  }

  @Override
  public void scaleWeights(
      int head, int[] blocks, int from, int to, float[] weights, int weightOffset) {
    for (int p = from; p < to; ) {
      float[] scales = valueScales[blocks[p / Kernels.BLOCK]];
      int slot = p % Kernels.BLOCK;
      int slots = Math.min(to - p, Kernels.BLOCK - slot);
      int at = head * Kernels.BLOCK + slot;
      for (int j = 0; j < slots; j++) {
        weights[weightOffset + p + j] *= scales[at + j];
      }
      p += slots;
    }
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
