package millrace.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import millrace.engine.api.Compute;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Footprint;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ScalarKernels;
import millrace.engine.kernel.ThreadTeam;

/** Notes the matrices that a model has and packs none of them. */
final class OutlineBackend implements Backend {
  private final List<MatrixOutline> matrices = new ArrayList<>();
  private final Kernels kernels = new ScalarKernels();

  /** The matrices noted so far, in their order. */
  List<MatrixOutline> matrices() {
    return List.copyOf(matrices);
  }

  @Override
  public String name() {
    return "outline";
  }

  @Override
  public Set<Compute> compute() {
    return Set.of();
  }

  @Override
  public Compute compute(MatrixRows weights) {
    return Compute.F32;
  }

  @Override
  public Projection prepare(MatrixRows weights, ThreadTeam team) {
    matrices.add(MatrixOutline.of(weights));
    return new Unpacked(weights.columns(), weights.rows());
  }

  @Override
  public Footprint footprint(MatrixRows weights) {
    return Footprint.NONE;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public void close() {}

  /** Stands where a packed matrix would; multiplies nothing. */
  private record Unpacked(int inputs, int outputs) implements Projection {
    @Override
    public void apply(float[] x, int rows, float[] out, ThreadTeam team) {
      throw new UnsupportedOperationException("an outline has no weights to multiply with");
    }

    @Override
    public long byteSize() {
      return 0;
    }
  }
}
