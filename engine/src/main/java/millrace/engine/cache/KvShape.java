package millrace.engine.cache;

import millrace.engine.api.KvType;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.HeadLayout;

/**
 * What one token needs in the KV cache.
 *
 * @param layers number of layers
 * @param heads number of key/value heads
 * @param headDim elements of one head, the same for keys and values
 * @param type number type of keys and values, not {@link KvType#AUTO}
 */
public record KvShape(int layers, int heads, int headDim, KvType type) {

  public KvShape {
    if (type == KvType.AUTO) {
      throw new IllegalArgumentException("Cannot shape KV cache: type, AUTO, must be decided");
    }
  }

  /** A cache in float32. */
  public KvShape(int layers, int heads, int headDim) {
    this(layers, heads, headDim, KvType.F32);
  }

  /** This in another number type. */
  public KvShape withType(KvType value) {
    return new KvShape(layers, heads, headDim, value);
  }

  /** How one head lies in a block. */
  public HeadLayout layout() {
    return new HeadLayout(headDim);
  }

  /** Bytes of one block: keys, values and what belongs to them. */
  public long blockBytes() {
    HeadLayout layout = layout();
    long pairs = layout.keyPairsOfBlock() + layout.valueFloats() / 2;
    long head =
        switch (type) {
          case BF16 -> pairs * Integer.BYTES;
          case INT8 -> pairs * Short.BYTES + 2L * Kernels.BLOCK * Float.BYTES;
          default -> (long) Float.BYTES * (layout.keyFloats() + layout.valueFloats());
        };
    return head * layers * heads;
  }

  /** Blocks that {@code tokens} tokens fill, the last perhaps in part. */
  public static int blocksFor(int tokens) {
    return (tokens + Kernels.BLOCK - 1) / Kernels.BLOCK;
  }
}
