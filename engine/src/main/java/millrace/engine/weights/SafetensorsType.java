package millrace.engine.weights;

import java.util.Optional;

/**
 * Element types of a safetensors file. Those without a {@link TensorType} are known only so that
 * the places of all tensors can be checked; reading one is refused.
 *
 * <p>Source: enum Dtype of the safetensors crate.
 */
enum SafetensorsType {
  F32(32, TensorType.F32),
  F16(16, TensorType.F16),
  BF16(16, TensorType.BF16),
  F64(64, TensorType.F64),
  I8(8, TensorType.I8),
  I16(16, TensorType.I16),
  I32(32, TensorType.I32),
  I64(64, TensorType.I64),
  BOOL(8, null),
  U8(8, null),
  U16(16, null),
  U32(32, null),
  U64(64, null),
  C64(64, null),
  F4(4, null),
  F6_E2M3(6, null),
  F6_E3M2(6, null),
  F8_E5M2(8, null),
  F8_E4M3(8, null),
  F8_E5M2FNUZ(8, null),
  F8_E4M3FNUZ(8, null),
  F8_E8M0(8, null);

  private final int bits;
  private final TensorType readAs;

  SafetensorsType(int bits, TensorType readAs) {
    this.bits = bits;
    this.readAs = readAs;
  }

  static Optional<SafetensorsType> ofName(String name) {
    for (SafetensorsType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Bits per element. */
  int bits() {
    return bits;
  }

  /** The type to decode with, if Millrace can. */
  Optional<TensorType> readAs() {
    return Optional.ofNullable(readAs);
  }
}
