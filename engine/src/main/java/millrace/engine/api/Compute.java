package millrace.engine.api;

/** The number type of the matrix products. */
public enum Compute {
  /** By the weights' own precision and the CPU. */
  AUTO,
  /** 32-bit floating point. */
  F32,
  /** bfloat16 operands, 32-bit sums. */
  BF16,
  /** 8-bit integer operands, 32-bit sums. */
  INT8
}
