/**
 * Attention over cached keys and values in float32, bfloat16 and 8 bits: how they lie in a block
 * ({@link millrace.engine.kernel.attention.HeadLayout}), how they are rounded, and the kernels that
 * read them. Used by the KV cache, which owns the memory, and tested scalar against vector.
 */
package millrace.engine.kernel.attention;
