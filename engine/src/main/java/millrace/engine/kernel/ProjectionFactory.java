package millrace.engine.kernel;

/** Prepares weight matrices for products in one number type. */
@FunctionalInterface
interface ProjectionFactory {
  /** Packs a weight matrix; afterwards the source is not needed any more. */
  Projection prepare(MatrixRows weights, ThreadTeam team);
}
