package millrace.engine.model;

import millrace.engine.kernel.ThreadTeam;

/** A layer's feed-forward part; one instance computes one step at a time. */
interface FeedForward {
  /**
   * {@code out[r] = ffn(x[r])} for {@code rows} rows of [hidden].
   *
   * @param buffers scratch of the step
   */
  void apply(float[] x, int rows, float[] out, Buffers buffers, ThreadTeam team);

  /** Memory of the weights in bytes. */
  long byteSize();
}
