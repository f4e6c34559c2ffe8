package millrace.engine.model;

import millrace.engine.kernel.ThreadTeam;

/** A layer's feed-forward part; one instance computes one step at a time. */
interface FeedForward {
  /**
   * {@code out[r] = ffn(x[r])} for {@code rows} rows of [hidden].
   *
   * @param buffers scratch of the step
   * @param clock is charged up to the last product; what follows is the caller's to charge
   */
  void apply(float[] x, int rows, float[] out, Buffers buffers, ThreadTeam team, PhaseClock clock);

  /** Memory of the weights in bytes. */
  long byteSize();
}
