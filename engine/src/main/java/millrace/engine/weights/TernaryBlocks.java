package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.u8;

/**
 * Decoders of ggml's ternary formats: 256 numbers −d, 0 or d.
 *
 * <p>Source: the structs block_tq1_0 and block_tq2_0 of ggml-common.h.
 */
final class TernaryBlocks {
  private static final int BLOCK = 256;

  private TernaryBlocks() {}

  /**
   * 32, 16 and 4 bytes with 5, 5 and 4 ternary digits each, then d. A byte is the fraction
   * 0.t₀t₁t₂t₃t₄ in base 3 times 256; multiplying by 3ⁿ brings digit n in front.
   */
  static void tq1(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 54 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in + 52);
      digits(src, in, 32, 5, d, dst, out);
      digits(src, in + 32, 16, 5, d, dst, out + 160);
      digits(src, in + 48, 4, 4, d, dst, out + 240);
    }
  }

  private static void digits(
      byte[] src, int in, int bytes, int digits, float d, float[] dst, int out) {
    int power = 1;
    for (int n = 0; n < digits; n++) {
      for (int i = 0; i < bytes; i++) {
        int fraction = u8(src, in + i) * power & 0xFF;
        dst[out + n * bytes + i] = d * (((fraction * 3) >> 8) - 1);
      }
      power *= 3;
    }
  }

  /** 64 bytes of 2-bit q, then d: x = d·(q − 1). */
  static void tq2(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 66 * b;
      int out = dstOffset + BLOCK * b;
      float d = half(src, in + 64);
      for (int e = 0; e < BLOCK; e++) {
        int q = src[in + e / 128 * 32 + e % 32] >> (e % 128 / 32 * 2) & 3;
        dst[out + e] = d * (q - 1);
      }
    }
  }
}
