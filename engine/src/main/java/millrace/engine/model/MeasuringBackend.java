package millrace.engine.model;

import java.util.Set;
import millrace.engine.api.Compute;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Footprint;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;

/** Stands in for a backend where weights are measured, not prepared: no matrix is read. */
final class MeasuringBackend implements Backend {
  private final Backend backend;
  private Footprint total = Footprint.NONE;

  MeasuringBackend(Backend backend) {
    this.backend = backend;
  }

  /** What the matrices so far would take. */
  Footprint total() {
    return total;
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public Set<Compute> compute() {
    return Set.of();
  }

  @Override
  public Projection prepare(MatrixRows weights, ThreadTeam team) {
    Footprint footprint = footprint(weights);
    total = total.plus(footprint);
    return new Unprepared(
        weights.columns(), weights.rows(), footprint.heap() + footprint.outside());
  }

  @Override
  public Footprint footprint(MatrixRows weights) {
    return backend.footprint(weights);
  }

  @Override
  public Kernels kernels() {
    return backend.kernels();
  }

  /** Does nothing: the backend is its owner's. */
  @Override
  public void close() {}

  /** A matrix by its shape. */
  private record Unprepared(int inputs, int outputs, long byteSize) implements Projection {
    @Override
    public void apply(float[] x, int rows, float[] out, ThreadTeam team) {
      throw new UnsupportedOperationException("these weights were measured, not prepared");
    }
  }
}
