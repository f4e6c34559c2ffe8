package millrace.engine.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Decoders of types without blocks: each number stands for itself, in little-endian order. */
final class PlainNumbers {
  private PlainNumbers() {}

  static void f32(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    ByteBuffer.wrap(src, srcOffset, 4 * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(dst, dstOffset, count);
  }

  static void f16(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = LittleEndian.half(src, srcOffset + 2 * i);
    }
  }

  static void bf16(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = Float.intBitsToFloat(LittleEndian.u16(src, srcOffset + 2 * i) << 16);
    }
  }

  static void f64(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] =
          (float) Double.longBitsToDouble(LittleEndian.i64(src, srcOffset + 8 * i));
    }
  }

  static void i8(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = src[srcOffset + i];
    }
  }

  static void i16(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = (short) LittleEndian.u16(src, srcOffset + 2 * i);
    }
  }

  static void i32(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = (float) LittleEndian.i32(src, srcOffset + 4 * i);
    }
  }

  static void i64(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    for (int i = 0; i < count; i++) {
      dst[dstOffset + i] = (float) LittleEndian.i64(src, srcOffset + 8 * i);
    }
  }
}
