package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.halfToFloat;
import static millrace.engine.weights.LittleEndian.u16;
import static millrace.engine.weights.LittleEndian.u8;

/**
 * Decoders of ggml's IQ1 formats: 256 numbers, of which 8 at a time are a grid point of −1, 0 and
 * 1, shifted by an eighth up or down.
 *
 * <p>Source: the structs block_iq1_s and block_iq1_m of ggml-common.h.
 */
final class Iq1Blocks {
  private static final int BLOCK = 256;
  private static final float DELTA = 0.125f;

  private Iq1Blocks() {}

  /** d, 32 low bytes of grid indices, per 32 numbers 4·3 upper bits, 3 of scale, 1 of shift. */
  static void iq1s(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 50 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int k = 0; k < 32; k++) {
        int packed = u16(src, in + 34 + 2 * (k / 4));
        float scale = d * (2 * (packed >> 12 & 7) + 1);
        int point = u8(src, in + 2 + k) | (packed >> (3 * (k % 4)) & 7) << 8;
        put(point, (packed & 0x8000) == 0 ? DELTA : -DELTA, scale, dst, out + 8 * k);
      }
    }
  }

  /**
   * 32 low bytes of grid indices, 32 nibbles of 3 upper bits and 1 of shift, 16 3-bit scales in
   * four 16-bit words whose top nibbles together are d.
   */
  static void iq1m(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 56 * b;
      int out = dstOffset + BLOCK * b;
      float d = iq1mScale(src, in + 48);
      for (int k = 0; k < 32; k++) {
        int nibble = src[in + 32 + k / 2] >> (4 * (k % 2)) & 15;
        int small = u16(src, in + 48 + 2 * (k / 8)) >> (3 * (k % 8 / 2)) & 7;
        int point = u8(src, in + k) | (nibble & 7) << 8;
        put(point, (nibble & 8) == 0 ? DELTA : -DELTA, d * (2 * small + 1), dst, out + 8 * k);
      }
    }
  }

  private static float iq1mScale(byte[] src, int words) {
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      bits |= u16(src, words + 2 * i) >> 12 << (4 * i);
    }
    return halfToFloat(bits);
  }

  private static void put(int point, float delta, float scale, float[] dst, int out) {
    for (int i = 0; i < 8; i++) {
      dst[out + i] = scale * (IqGrids.IQ1[8 * point + i] + delta);
    }
  }
}
