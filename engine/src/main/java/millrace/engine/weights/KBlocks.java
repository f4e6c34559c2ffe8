package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.u8;

/**
 * Decoders of ggml's K-quants: 256 numbers in groups of 16 or 32, each group with a small integer
 * scale (and minimum) that itself is scaled by a half-precision number.
 *
 * <p>Source: the structs block_q2_K … block_q6_K of ggml-common.h.
 */
final class KBlocks {
  private static final int BLOCK = 256;
  private static final int GROUP = 32;

  private KBlocks() {}

  /** 16 bytes scale|minimum, 64 bytes of 2-bit q, d, dmin: x = d·s·q − dmin·m. */
  static void q2(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 84 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in + 80);
      float dmin = half(src, in + 82);
      for (int e = 0; e < BLOCK; e += 16) {
        int pair = src[in + e / 16];
        float scale = d * (pair & 15);
        float minimum = dmin * (pair >> 4 & 15);
        int quants = in + 16 + quarterByte(e);
        int shift = quarterShift(e);
        for (int i = 0; i < 16; i++) {
          dst[out + e + i] = scale * (src[quants + i] >> shift & 3) - minimum;
        }
      }
    }
  }

  /** 32 bytes of inverted third bits, 64 bytes of 2-bit q, 16 6-bit scales, d: x = d·s·q. */
  static void q3(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 110 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in + 108);
      for (int e = 0; e < BLOCK; e += 16) {
        float scale = d * (q3Scale(src, in + 96, e / 16) - 32);
        int quants = in + 32 + quarterByte(e);
        int shift = quarterShift(e);
        int highs = in + e % 32;
        int bit = e / 32;
        for (int i = 0; i < 16; i++) {
          int low = src[quants + i] >> shift & 3;
          int high = src[highs + i] >> bit & 1;
          dst[out + e + i] = scale * (low + 4 * high - 4);
        }
      }
    }
  }

  /** Low nibbles in 8 bytes (scales 0…7 low, 8…15 high), upper pairs of bits in the next 4. */
  private static int q3Scale(byte[] src, int scales, int index) {
    int low = src[scales + index % 8] >> (4 * (index / 8)) & 15;
    int high = src[scales + 8 + index % 4] >> (2 * (index / 4)) & 3;
    return low | high << 4;
  }

  /** d, dmin, 8 6-bit scales and minimums, 128 bytes of nibbles: x = d·s·q − dmin·m. */
  static void q4(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 144 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      float dmin = half(src, in + 2);
      for (int g = 0; g < 8; g++) {
        float scale = d * scale(src, in + 4, g);
        float minimum = dmin * minimum(src, in + 4, g);
        int quants = in + 16 + GROUP * (g / 2);
        int shift = 4 * (g % 2);
        for (int i = 0; i < GROUP; i++) {
          dst[out + GROUP * g + i] = scale * (src[quants + i] >> shift & 15) - minimum;
        }
      }
    }
  }

  /** As {@link #q4} with 32 bytes of fifth bits before the nibbles. */
  static void q5(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 176 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      float dmin = half(src, in + 2);
      for (int g = 0; g < 8; g++) {
        float scale = d * scale(src, in + 4, g);
        float minimum = dmin * minimum(src, in + 4, g);
        int quants = in + 48 + GROUP * (g / 2);
        int shift = 4 * (g % 2);
        for (int i = 0; i < GROUP; i++) {
          int q = (src[quants + i] >> shift & 15) | (src[in + 16 + i] >> g & 1) << 4;
          dst[out + GROUP * g + i] = scale * q - minimum;
        }
      }
    }
  }

  /** Scales 0…3 are the low 6 bits of bytes 0…3; 4…7 nibbles of bytes 8…11 and leftover bits. */
  private static int scale(byte[] src, int packed, int group) {
    return group < 4
        ? src[packed + group] & 63
        : (src[packed + 4 + group] & 15) | u8(src, packed + group - 4) >> 6 << 4;
  }

  /** As {@link #scale}, with bytes 4…7 and the high nibbles of 8…11. */
  private static int minimum(byte[] src, int packed, int group) {
    return group < 4
        ? src[packed + 4 + group] & 63
        : (src[packed + 4 + group] >> 4 & 15) | u8(src, packed + group) >> 6 << 4;
  }

  /** 128 bytes of nibbles, 64 of upper bit pairs, 16 signed scales, d: x = d·s·(q − 32). */
  static void q6(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 210 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in + 208);
      for (int e = 0; e < BLOCK; e += 16) {
        float scale = d * src[in + 192 + e / 16];
        int lows = in + e / 128 * 64 + e % 64;
        int lowShift = e % 128 / 64 * 4;
        int highs = in + 128 + quarterByte(e);
        int highShift = quarterShift(e);
        for (int i = 0; i < 16; i++) {
          int q = (src[lows + i] >> lowShift & 15) | (src[highs + i] >> highShift & 3) << 4;
          dst[out + e + i] = scale * (q - 32);
        }
      }
    }
  }

  /** Where element e has its two bits: 128 elements share 32 bytes, 32 elements one bit pair. */
  private static int quarterByte(int e) {
    return e / 128 * 32 + e % 32;
  }

  private static int quarterShift(int e) {
    return e % 128 / 32 * 2;
  }
}
