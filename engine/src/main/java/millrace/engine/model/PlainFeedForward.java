package millrace.engine.model;

import millrace.engine.api.Phase;
import millrace.engine.kernel.Activation;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;

/** {@code down(activation(up(x) + upBias)) + downBias}; biases may be null. */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
record PlainFeedForward(
    Kernels kernels,
    Activation activation,
    Projection up,
    float[] upBias,
    Projection down,
    float[] downBias)
    implements FeedForward {

  @Override
  public void apply(
      float[] x, int rows, float[] out, Buffers buffers, ThreadTeam team, PhaseClock clock) {
    int width = up.outputs();
    float[] wide = buffers.wide();
    up.apply(x, rows, wide, team);
    clock.charge(Phase.PROJECTIONS);
    team.forEach(
        rows,
        (row, thread) -> {
          if (upBias != null) {
            kernels.add(upBias, 0, wide, row * width, width);
          }
          kernels.activate(activation, wide, row * width, width);
        });
    clock.charge(Phase.OTHER);
    down.apply(wide, rows, out, team);
    clock.charge(Phase.PROJECTIONS);
    if (downBias != null) {
      int hidden = down.outputs();
      team.forEach(rows, (row, thread) -> kernels.add(downBias, 0, out, row * hidden, hidden));
    }
  }

  @Override
  public long byteSize() {
    return up.byteSize() + down.byteSize();
  }
}
