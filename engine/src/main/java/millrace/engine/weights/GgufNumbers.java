package millrace.engine.weights;

import java.util.Locale;
import java.util.Objects;

/** An array of integers, floating-point numbers or booleans, kept as in the file. */
public final class GgufNumbers implements GgufValue {
  private final GgufType elementType;
  private final byte[] bytes;
  private final int size;

  GgufNumbers(GgufType elementType, byte[] bytes) {
    this.elementType = elementType;
    this.bytes = bytes;
    this.size = bytes.length / elementType.leastBytes();
  }

  @Override
  public GgufType type() {
    return GgufType.ARRAY;
  }

  /** The type of the elements. */
  public GgufType elementType() {
    return elementType;
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  /** An element as an integer; booleans count as 0 and 1, fractions are cut. */
  public long whole(int index) {
    int at = Objects.checkIndex(index, size) * elementType.leastBytes();
    return switch (elementType) {
      case UINT8, BOOL -> LittleEndian.u8(bytes, at);
      case INT8 -> bytes[at];
      case UINT16 -> LittleEndian.u16(bytes, at);
      case INT16 -> (short) LittleEndian.u16(bytes, at);
      case UINT32 -> LittleEndian.i32(bytes, at) & 0xFFFF_FFFFL;
      case INT32 -> LittleEndian.i32(bytes, at);
      case UINT64, INT64 -> LittleEndian.i64(bytes, at);
      case FLOAT32, FLOAT64 -> (long) real(index);
      case STRING, ARRAY -> throw new IllegalStateException("No number type: " + elementType);
    };
  }

  /** An element as a floating-point number. */
  public double real(int index) {
    int at = Objects.checkIndex(index, size) * elementType.leastBytes();
    return switch (elementType) {
      case FLOAT32 -> Float.intBitsToFloat(LittleEndian.i32(bytes, at));
      case FLOAT64 -> Double.longBitsToDouble(LittleEndian.i64(bytes, at));
      default -> whole(index);
    };
  }

  @Override
  public String toString() {
    return size + " × " + elementType.name().toLowerCase(Locale.ROOT);
  }
}
