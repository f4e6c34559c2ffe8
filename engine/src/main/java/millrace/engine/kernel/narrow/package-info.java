/**
 * Number types narrower than float32: rounding to bfloat16, and the 8-bit scheme (a Hadamard
 * transform, then whole numbers with one scale per activation row and one per output).
 *
 * <p>{@link millrace.engine.kernel.narrow.NarrowKernels} is the scheme; a scalar implementation is
 * the oracle and a Vector API one gives the same bits. {@link
 * millrace.engine.kernel.narrow.Int8PanelProjection} multiplies in plain Java; oneDNN's products
 * stand on the same scheme and give the same bits. Used by backends only.
 */
package millrace.engine.kernel.narrow;
