package millrace.engine.kernel;

/** Prepares weight matrices for one number type and supplies the kernels that go with them. */
public interface Backend {
  /** Name for logs and the manifest, for example {@code vector-512}. */
  String name();

  /** Packs a weight matrix; afterwards the source is not needed any more. */
  Projection prepare(MatrixRows weights, ThreadTeam team);

  /** The kernels besides matrix products. */
  Kernels kernels();
}
