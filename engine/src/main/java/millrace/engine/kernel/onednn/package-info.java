/**
 * Matrix products by oneDNN through JavaCPP: weights packed once, outputs sliced among the team's
 * threads, float32, bfloat16 and 8-bit whole numbers. {@link millrace.engine.kernel.onednn.OneDnn}
 * is the door; only {@link millrace.engine.kernel.Backends} uses it.
 *
 * <p>The library's own threads are kept out ({@link
 * millrace.engine.kernel.onednn.OpenMpEnvironment}), native memory is allocated when weights are
 * prepared and when a step is larger than any before it, and freed when the engine closes.
 */
package millrace.engine.kernel.onednn;
