package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.i32;

/**
 * Decoders of ggml's first formats: 32 numbers share a half-precision scale d and, in the {@code
 * _1} types, a half-precision minimum m. The low nibbles of 16 bytes are numbers 0…15, the high
 * nibbles 16…31.
 *
 * <p>Source: the structs block_q4_0 … block_q8_0 of ggml-common.h.
 */
final class LegacyBlocks {
  private static final int BLOCK = 32;
  private static final int HALF_BLOCK = 16;

  private LegacyBlocks() {}

  /** d, 16 bytes of nibbles: x = d·(q − 8). */
  static void q4x0(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 18 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int i = 0; i < HALF_BLOCK; i++) {
        int pair = src[in + 2 + i];
        dst[out + i] = d * ((pair & 15) - 8);
        dst[out + HALF_BLOCK + i] = d * ((pair >> 4 & 15) - 8);
      }
    }
  }

  /** d, m, 16 bytes of nibbles: x = d·q + m. */
  static void q4x1(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 20 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      float m = half(src, in + 2);
      for (int i = 0; i < HALF_BLOCK; i++) {
        int pair = src[in + 4 + i];
        dst[out + i] = d * (pair & 15) + m;
        dst[out + HALF_BLOCK + i] = d * (pair >> 4 & 15) + m;
      }
    }
  }

  /** d, 32 fifth bits, 16 bytes of nibbles: x = d·(q − 16). */
  static void q5x0(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 22 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      int high = i32(src, in + 2);
      for (int i = 0; i < HALF_BLOCK; i++) {
        int pair = src[in + 6 + i];
        dst[out + i] = d * (((pair & 15) | (high >> i & 1) << 4) - 16);
        dst[out + HALF_BLOCK + i] = d * (((pair >> 4 & 15) | (high >> (i + 16) & 1) << 4) - 16);
      }
    }
  }

  /** d, m, 32 fifth bits, 16 bytes of nibbles: x = d·q + m. */
  static void q5x1(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 24 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      float m = half(src, in + 2);
      int high = i32(src, in + 4);
      for (int i = 0; i < HALF_BLOCK; i++) {
        int pair = src[in + 8 + i];
        dst[out + i] = d * ((pair & 15) | (high >> i & 1) << 4) + m;
        dst[out + HALF_BLOCK + i] = d * ((pair >> 4 & 15) | (high >> (i + 16) & 1) << 4) + m;
      }
    }
  }

  /** d, 32 signed bytes: x = d·q. */
  static void q8x0(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 34 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in);
      for (int i = 0; i < BLOCK; i++) {
        dst[out + i] = d * src[in + 2 + i];
      }
    }
  }
}
