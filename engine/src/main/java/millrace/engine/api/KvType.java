package millrace.engine.api;

/** The number type of the keys and values in the KV cache. */
public enum KvType {
  /** {@link #F32} where the matrix products are all in f32, else {@link #BF16}. */
  AUTO,
  /** 32-bit floating point. */
  F32,
  /** bfloat16: half of the memory. */
  BF16,
  /** 8-bit whole numbers with a scale per token and head: about a quarter of the memory. */
  INT8
}
