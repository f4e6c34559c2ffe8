package millrace.engine.kernel;

import java.util.Set;
import millrace.engine.api.Compute;

/** Prepares weight matrices for one number type and supplies the kernels that go with them. */
public interface Backend {
  /** Name for logs and the manifest, for example {@code vector-512}. */
  String name();

  /** The number types in which the matrices prepared so far are multiplied; never AUTO. */
  Set<Compute> compute();

  /** Packs a weight matrix; afterwards the source is not needed any more. */
  Projection prepare(MatrixRows weights, ThreadTeam team);

  /** The kernels besides matrix products. */
  Kernels kernels();
}
