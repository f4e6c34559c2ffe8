package millrace.engine.kernel;

import java.util.Set;
import millrace.engine.api.Compute;

/**
 * Prepares weight matrices and supplies the kernels that go with them. Its projections may hold
 * memory outside the heap: closing the backend frees it, after which none of them may be used.
 */
public interface Backend extends AutoCloseable {
  /** Name for logs and the manifest, for example {@code vector-512}. */
  String name();

  /** The number types in which the matrices prepared so far are multiplied; never AUTO. */
  Set<Compute> compute();

  /** The number type in which {@link #prepare} would have such a matrix multiplied; never AUTO. */
  Compute compute(MatrixRows weights);

  /** Packs a weight matrix; afterwards the source is not needed any more. */
  Projection prepare(MatrixRows weights, ThreadTeam team);

  /** About what {@link #prepare} would take of memory. */
  Footprint footprint(MatrixRows weights);

  /** The kernels besides matrix products. */
  Kernels kernels();

  /** Frees what the projections hold outside the heap. */
  @Override
  void close();
}
