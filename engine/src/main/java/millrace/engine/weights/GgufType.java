package millrace.engine.weights;

import java.util.Optional;

/** Types of a GGUF metadata value. */
public enum GgufType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 8),
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int id;
  private final int leastBytes;

  GgufType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  static Optional<GgufType> ofId(int id) {
    for (GgufType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The number of the type in the file. */
  public int id() {
    return id;
  }

  /** Bytes of a value; for a string or an array of those that every one has. */
  int leastBytes() {
    return leastBytes;
  }

  /** True for FLOAT32 and FLOAT64. */
  public boolean isReal() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** True for the signed and unsigned integers. */
  public boolean isInteger() {
    return !isReal() && this != BOOL && this != STRING && this != ARRAY;
  }
}
