package millrace.engine.weights;

import java.util.Optional;

/** Types of a GGUF metadata value; the order is their number in the file. */
public enum GgufType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private final int leastBytes;

  GgufType(int leastBytes) {
    this.leastBytes = leastBytes;
  }

  static Optional<GgufType> ofId(int id) {
    return id >= 0 && id < values().length ? Optional.of(values()[id]) : Optional.empty();
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
