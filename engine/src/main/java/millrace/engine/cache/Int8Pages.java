package millrace.engine.cache;

import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.kernel.attention.KvPacking;

/** Keys and values in 8 bits, two in a short, with a scale per token and head. */
final class Int8Pages implements KvPages {
  private final HeadLayout layout;
  private final int heads;
  private final short[][][] keys;
  private final short[][][] values;
  private final float[][][] keyScales;
  private final float[][][] valueScales;

  Int8Pages(KvShape shape, int blocks) {
    this.layout = shape.layout();
    this.heads = shape.heads();
    this.keys = new short[shape.layers()][blocks][];
    this.values = new short[shape.layers()][blocks][];
    this.keyScales = new float[shape.layers()][blocks][];
    this.valueScales = new float[shape.layers()][blocks][];
  }

  private int keysOf(int head) {
    return head * layout.keyPairsOfBlock();
  }

  private int valuesOf(int head) {
    return head * layout.valueFloats() / 2;
  }

  private static int scalesOf(int head) {
    return head * Kernels.BLOCK;
  }

  @Override
  public void use(int block) {
    if (keys[0][block] != null) {
      return;
    }
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer][block] = new short[keysOf(heads)];
      values[layer][block] = new short[valuesOf(heads)];
      keyScales[layer][block] = new float[scalesOf(heads)];
      valueScales[layer][block] = new float[scalesOf(heads)];
    }
  }

  @Override
  public void copy(int from, int to) {
    for (int layer = 0; layer < keys.length; layer++) {
      System.arraycopy(keys[layer][from], 0, keys[layer][to], 0, keysOf(heads));
      System.arraycopy(values[layer][from], 0, values[layer][to], 0, valuesOf(heads));
      System.arraycopy(keyScales[layer][from], 0, keyScales[layer][to], 0, scalesOf(heads));
      System.arraycopy(valueScales[layer][from], 0, valueScales[layer][to], 0, scalesOf(heads));
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
    keyScales[layer][block][scalesOf(head) + slot] =
        KvPacking.key(layout, key, keyOffset, keys[layer][block], keysOf(head), slot);
    valueScales[layer][block][scalesOf(head) + slot] =
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
        queries,
        count,
        layout,
        keys[layer],
        keyScales[layer],
        scalesOf(head),
        blocks,
        first,
        number,
        keysOf(head),
        scale,
        scores);
  }

  @Override
  public void scaleWeights(
      int layer, int head, int[] blocks, int from, int to, float[] weights, int weightOffset) {
    for (int p = from; p < to; ) {
      float[] scales = valueScales[layer][blocks[p / Kernels.BLOCK]];
      int slot = p % Kernels.BLOCK;
      int slots = Math.min(to - p, Kernels.BLOCK - slot);
      int at = scalesOf(head) + slot;
      for (int j = 0; j < slots; j++) {
        weights[weightOffset + p + j] *= scales[at + j];
      }
      p += slots;
    }
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
