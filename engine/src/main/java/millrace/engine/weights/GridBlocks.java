package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.i32;
import static millrace.engine.weights.LittleEndian.u16;
import static millrace.engine.weights.LittleEndian.u8;

/**
 * Decoders of ggml's IQ2 and IQ3 formats: 256 numbers, of which 8 (IQ2) or 4 (IQ3) at a time are
 * the magnitudes of a grid point, with signs beside them.
 *
 * <p>Source: the structs block_iq2_xxs … block_iq3_s of ggml-common.h.
 */
final class GridBlocks {
  private static final int BLOCK = 256;

  private static final float[] SIGN = {1, -1};

  private GridBlocks() {}

  /** d, then per 32 numbers 4 grid indices and 4 times 7 bits of signs below 4 bits of scale. */
  static void iq2xxs(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 66 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int g = 0; g < 8; g++) {
        int group = in + 2 + 8 * g;
        int packed = i32(src, group + 4);
        float scale = d * (0.5f + (packed >>> 28)) * 0.25f;
        for (int k = 0; k < 4; k++) {
          int signs = evenSigns(packed >>> (7 * k) & 127);
          int point = u8(src, group + k);
          put8(IqGrids.IQ2_XXS, point, signs, scale, dst, out + 32 * g + 8 * k);
        }
      }
    }
  }

  /** d, per 8 numbers 9 bits of grid index and 7 of signs, 16 nibbles of scale. */
  static void iq2xs(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 74 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int k = 0; k < 32; k++) {
        int packed = u16(src, in + 2 + 2 * k);
        float scale = d * (0.5f + nibble(src, in + 66, k / 2)) * 0.25f;
        put8(IqGrids.IQ2_XS, packed & 511, evenSigns(packed >> 9), scale, dst, out + 8 * k);
      }
    }
  }

  /** d, 32 low bytes of grid indices, 32 of signs, 8 of upper index bits, 16 nibbles of scale. */
  static void iq2s(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 82 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int k = 0; k < 32; k++) {
        int upper = src[in + 66 + k / 4] >> (2 * (k % 4)) & 3;
        int point = u8(src, in + 2 + k) | upper << 8;
        float scale = d * (0.5f + nibble(src, in + 74, k / 2)) * 0.25f;
        put8(IqGrids.IQ2_S, point, src[in + 34 + k], scale, dst, out + 8 * k);
      }
    }
  }

  /** d, 64 grid indices, then per 32 numbers 4 times 7 bits of signs below 4 bits of scale. */
  static void iq3xxs(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 98 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int k = 0; k < 64; k++) {
        int packed = i32(src, in + 66 + 4 * (k / 8));
        float scale = d * (0.5f + (packed >>> 28)) * 0.5f;
        int signs = evenSigns(packed >>> (7 * (k % 8 / 2)) & 127) >> (4 * (k % 2));
        put4(IqGrids.IQ3_XXS, u8(src, in + 2 + k), signs, scale, dst, out + 4 * k);
      }
    }
  }

  /** d, 64 low bytes of grid indices, 8 of ninth bits, 32 of signs, 8 nibbles of scale. */
  static void iq3s(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 110 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int k = 0; k < 64; k++) {
        int upper = src[in + 66 + k / 8] >> k % 8 & 1;
        int point = u8(src, in + 2 + k) | upper << 8;
        int signs = src[in + 74 + k / 2] >> (4 * (k % 2));
        float scale = d * (1 + 2 * nibble(src, in + 106, k / 8));
        put4(IqGrids.IQ3_S, point, signs, scale, dst, out + 4 * k);
      }
    }
  }

  private static void put8(byte[] grid, int point, int signs, float scale, float[] dst, int out) {
    put4(grid, 2 * point, signs, scale, dst, out);
    put4(grid, 2 * point + 1, signs >> 4, scale, dst, out + 4);
  }

  /** Writes four magnitudes, negative where the bit of {@code signs} is set. */
  private static void put4(byte[] grid, int four, int signs, float scale, float[] dst, int out) {
    for (int i = 0; i < 4; i++) {
      dst[out + i] = scale * grid[4 * four + i] * SIGN[signs >> i & 1];
    }
  }

  /** Eight signs from seven: the number of minus signs is even. */
  private static int evenSigns(int seven) {
    return seven | (Integer.bitCount(seven) & 1) << 7;
  }

  /** Nibble number {@code index}, the low one of a byte first. */
  private static int nibble(byte[] src, int from, int index) {
    return src[from + index / 2] >> (4 * (index % 2)) & 15;
  }
}
