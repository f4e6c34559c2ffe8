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

  private static final int LEAST_NORMAL = 0x0400;
  private static final int INFINITE = 0x7C00;
  private static final int FLOAT_INFINITY = 0x7F80_0000;

  /** Exponent bias of a float less that of a half, in place. */
  private static final int REBIAS = (127 - 15) << 23;

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

  /** Half to single precision, exact for every bit pattern; NaN payloads keep their upper bits. */
  static float halfToFloat(int half) {
    int magnitude = half & 0x7FFF;
    int bits =
        magnitude >= LEAST_NORMAL && magnitude < INFINITE
            ? (magnitude << 13) + REBIAS
            : unusualBits(magnitude);
    return Float.intBitsToFloat(bits | (half & 0x8000) << 16);
  }

  /** Zero, subnormals (multiples of 2^-24), infinity and NaN. */
  private static int unusualBits(int magnitude) {
    return magnitude < LEAST_NORMAL
        ? Float.floatToRawIntBits(magnitude * 0x1p-24f)
        : FLOAT_INFINITY | magnitude << 13;
  }
}
