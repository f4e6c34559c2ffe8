package millrace.engine.weights;

import static millrace.engine.weights.LittleEndian.half;
import static millrace.engine.weights.LittleEndian.u16;
import static millrace.engine.weights.LittleEndian.u8;

/**
 * Decoders of formats whose nibbles index a table of 16 unevenly spaced values.
 *
 * <p>Source: block_iq4_nl, block_iq4_xs, block_mxfp4, kvalues_iq4nl and kvalues_mxfp4 of
 * ggml-common.h; the OCP Microscaling Formats (MX) specification 1.0.
 */
final class CodebookBlocks {
  private static final float[] IQ4 = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of FP4 E2M1; the scale is halved in turn. */
  private static final float[] E2M1_DOUBLED = {
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
  };

  private CodebookBlocks() {}

  /** 32 numbers: d, 16 bytes of nibbles. */
  static void iq4nl(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 18 * b;
      nibbles(IQ4, half(src, in), src, in + 2, dst, dstOffset + 32 * b);
    }
  }

  /** 256 numbers: d, 8 6-bit scales (upper bits, then nibbles), 128 bytes of nibbles. */
  static void iq4xs(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 136 * b;
      int out = dstOffset + 256 * b;
      float d = half(src, in);
      int highs = u16(src, in + 2);
      for (int g = 0; g < 8; g++) {
        int low = src[in + 4 + g / 2] >> (4 * (g % 2)) & 15;
        int scale = (low | (highs >> (2 * g) & 3) << 4) - 32;
        nibbles(IQ4, d * scale, src, in + 8 + 16 * g, dst, out + 32 * g);
      }
    }
  }

  /** 32 numbers: a power of two with bias 127 in one byte, 16 bytes of nibbles. */
  static void mxfp4(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int in = srcOffset + 17 * b;
      nibbles(E2M1_DOUBLED, halfPower(u8(src, in)), src, in + 1, dst, dstOffset + 32 * b);
    }
  }

  /** 2^(exponent − 128), subnormal where it has to be. */
  private static float halfPower(int exponent) {
    return Float.intBitsToFloat(exponent < 2 ? 0x0020_0000 << exponent : (exponent - 1) << 23);
  }

  /** 16 bytes: numbers 0…15 are the low nibbles, 16…31 the high ones. */
  private static void nibbles(float[] table, float d, byte[] src, int in, float[] dst, int out) {
    for (int i = 0; i < 16; i++) {
      int pair = src[in + i];
      dst[out + i] = d * table[pair & 15];
      dst[out + 16 + i] = d * table[pair >> 4 & 15];
    }
  }
}
