package millrace.engine.weights;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, and IEEE 754 half precision. */
final class LittleEndian {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HALF_MAGNITUDE = 0x7FFF;
  private static final int FLOAT_EXPONENT = 0x7F80_0000;

  /** Bits of 65,535.996f: a converted half above it had the exponent of infinity and NaN. */
  private static final int LARGEST_FINITE = 0x477F_FFFF;

  private LittleEndian() {}

  static int u8(byte[] src, int offset) {
    return src[offset] & 0xFF;
  }

  static int u16(byte[] src, int offset) {
    return (short) SHORT.get(src, offset) & 0xFFFF;
  }

  static int i32(byte[] src, int offset) {
    return (int) INT.get(src, offset);
  }

  static long i64(byte[] src, int offset) {
    return (long) LONG.get(src, offset);
  }

  /** The half-precision number at an offset. */
  static float half(byte[] src, int offset) {
    return halfToFloat((short) SHORT.get(src, offset));
  }

  /**
   * Half to single precision, exact for every bit pattern; NaN payloads move to the upper mantissa
   * bits. The exponent is re-biased by a multiplication with 2^112, which also normalises subnormal
   * halves.
   */
  static float halfToFloat(int half) {
    float scaled = Float.intBitsToFloat((half & HALF_MAGNITUDE) << 13) * 0x1p112f;
    int bits = Float.floatToRawIntBits(scaled);
    int infinite = (LARGEST_FINITE - bits) >> 31;
    return Float.intBitsToFloat(bits | (infinite & FLOAT_EXPONENT) | (half & 0x8000) << 16);
  }
}
