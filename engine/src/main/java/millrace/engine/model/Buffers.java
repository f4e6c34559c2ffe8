package millrace.engine.model;

/**
 * Activations of one step, row-major, reused from step to step and layer to layer.
 *
 * @param residual [rows, hidden]
 * @param normed [rows, hidden]
 * @param qkv [rows, queryWidth + 2 · kvWidth]
 * @param attended [rows, queryWidth]
 * @param wide [rows, 2 · feedForward]
 * @param gated [rows, feedForward]
 * @param logits [logit rows at a time, vocabulary]
 */
@SuppressWarnings("ArrayRecordComponent") // scratch memory
record Buffers(
    float[] residual,
    float[] normed,
    float[] qkv,
    float[] attended,
    float[] wide,
    float[] gated,
    float[] logits) {

  /** Logit rows that are computed together; more are done in turns. */
  static final int LOGIT_ROWS = 64;

  static Buffers allocate(Architecture arch, int rows) {
    return new Buffers(
        floats(rows, arch.hidden()),
        floats(rows, arch.hidden()),
        floats(rows, arch.queryWidth() + 2 * arch.kvWidth()),
        floats(rows, arch.queryWidth()),
        floats(rows, 2 * arch.widestFeedForward()),
        floats(rows, arch.widestFeedForward()),
        floats(Math.min(rows, LOGIT_ROWS), arch.vocabulary()));
  }

  /** Bytes that {@link #allocate} takes. */
  static long byteSize(Architecture arch, int rows) {
    long perRow =
        2L * arch.hidden()
            + 2L * arch.queryWidth()
            + 2L * arch.kvWidth()
            + 3L * arch.widestFeedForward();
    return Float.BYTES * (rows * perRow + (long) Math.min(rows, LOGIT_ROWS) * arch.vocabulary());
  }

  private static float[] floats(int rows, int width) {
    return new float[Math.multiplyExact(rows, width)];
  }
}
