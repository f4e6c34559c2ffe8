package millrace.engine.kernel.onednn;

/** The number types of products: activations × weights → sums. */
public enum NumberType {
  /** float32 throughout. */
  F32(Float.BYTES),
  /** bfloat16 operands, float32 sums. */
  BF16(Short.BYTES),
  /**
   * Unsigned bytes (128 added) by signed bytes, 32-bit sums. With AVX-512 VNNI a third faster than
   * signed by signed, for which there is no instruction.
   */
  INT8(Byte.BYTES);

  private final int operandBytes;

  NumberType(int operandBytes) {
    this.operandBytes = operandBytes;
  }

  /** Size of an activation and of a weight. */
  public int operandBytes() {
    return operandBytes;
  }
}
