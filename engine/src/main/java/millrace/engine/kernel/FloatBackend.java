package millrace.engine.kernel;

import java.util.Set;
import millrace.engine.api.Compute;

/** float32 weights and products on the given kernels. Runs everywhere. */
public final class FloatBackend implements Backend {
  private final Kernels kernels;

  /**
   * @param kernels scalar or vector
   */
  public FloatBackend(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public Set<Compute> compute() {
    return Set.of(Compute.F32);
  }

  @Override
  public Compute compute(MatrixRows weights) {
    return Compute.F32;
  }

  @Override
  public Projection prepare(MatrixRows weights, ThreadTeam team) {
    return new PanelProjection(kernels, weights, team);
  }

  @Override
  public Footprint footprint(MatrixRows weights) {
    return PanelProjection.PER_WEIGHT.times((long) weights.rows() * weights.columns());
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  /** Does nothing: everything is on the heap. */
  @Override
  public void close() {}
}
