package millrace.engine.model;

import millrace.engine.api.Phase;
import millrace.engine.kernel.Activation;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;

/**
 * {@code down(activation(gate(x)) · up(x))} (Shazeer 2020).
 *
 * @param gateUp both first matrices as one: outputs [gate | up]
 */
record GatedFeedForward(Kernels kernels, Activation activation, Projection gateUp, Projection down)
    implements FeedForward {

  @Override
  public void apply(
      float[] x, int rows, float[] out, Buffers buffers, ThreadTeam team, PhaseClock clock) {
    int width = down.inputs();
    float[] wide = buffers.wide();
    float[] gated = buffers.gated();
    gateUp.apply(x, rows, wide, team);
    clock.charge(Phase.PROJECTIONS);
    team.forEach(
        rows,
        (row, thread) -> {
          int from = row * 2 * width;
          kernels.gate(activation, wide, from, wide, from + width, gated, row * width, width);
        });
    clock.charge(Phase.OTHER);
    down.apply(gated, rows, out, team);
    clock.charge(Phase.PROJECTIONS);
  }

  @Override
  public long byteSize() {
    return gateUp.byteSize() + down.byteSize();
  }
}
