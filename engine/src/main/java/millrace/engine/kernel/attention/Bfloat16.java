package millrace.engine.kernel.attention;

/** Pairs of bfloat16 in an int: rounded to nearest, ties to even; a NaN stays one. */
final class Bfloat16 {
  private static final int HIGH = 0xFFFF_0000;
  private static final int QUIET = 0x0040_0000;

  private Bfloat16() {}

  static int pair(float low, float high) {
    return round(low) >>> 16 | round(high) & HIGH;
  }

  static float low(int pair) {
    return Float.intBitsToFloat(pair << 16);
  }

  static float high(int pair) {
    return Float.intBitsToFloat(pair & HIGH);
  }

  /** The rounded number's bits in the high half; the low half is of no meaning. */
  private static int round(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.isNaN(x) ? bits | QUIET : bits + 0x7FFF + (bits >>> 16 & 1);
  }
}
