package millrace.engine.kernel;

import java.util.EnumSet;
import java.util.Set;
import millrace.engine.api.Compute;
import millrace.engine.kernel.narrow.Int8Weights;

/**
 * Prepares each matrix for the number type that it is to be computed in: 8-bit whole numbers when
 * they are demanded, or when its weights are stored in no more than 8 bits; else the wider type.
 * The choice depends on the model's files only, so it is the same on every machine.
 */
final class PrecisionBackend implements Backend {
  private final String name;
  private final Compute compute;
  private final Kernels kernels;
  private final ProjectionFactory wide;
  private final Footprint wideWeight;
  private final ProjectionFactory int8;
  private final Footprint int8Weight;
  private final Runnable release;
  private final Compute wideCompute;
  private final Set<Compute> used = EnumSet.noneOf(Compute.class);

  /**
   * @param compute auto, int8, or one that {@code wide} stands for
   * @param wideCompute float32 or bfloat16
   * @param wide products in that type
   * @param wideWeight memory of a weight in it
   * @param int8 products in the 8-bit scheme
   * @param int8Weight memory of a weight in it
   * @param release frees what the factories hold
   */
  PrecisionBackend(
      String name,
      Compute compute,
      Kernels kernels,
      Compute wideCompute,
      ProjectionFactory wide,
      Footprint wideWeight,
      ProjectionFactory int8,
      Footprint int8Weight,
      Runnable release) {
    this.name = name;
    this.compute = compute;
    this.kernels = kernels;
    this.wideCompute = wideCompute;
    this.wide = wide;
    this.wideWeight = wideWeight;
    this.int8 = int8;
    this.int8Weight = int8Weight;
    this.release = release;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Projection prepare(MatrixRows weights, ThreadTeam team) {
    Compute type = compute(weights);
    used.add(type);
    return (type == Compute.INT8 ? int8 : wide).prepare(weights, team);
  }

  @Override
  public Footprint footprint(MatrixRows weights) {
    Footprint each = compute(weights) == Compute.INT8 ? int8Weight : wideWeight;
    return each.times((long) weights.rows() * weights.columns());
  }

  @Override
  public Set<Compute> compute() {
    return Set.copyOf(used);
  }

  @Override
  public Compute compute(MatrixRows weights) {
    boolean wanted =
        compute == Compute.INT8
            || (compute == Compute.AUTO && weights.bitsPerWeight() <= Byte.SIZE);
    return wanted && weights.columns() <= Int8Weights.MAX_COLUMNS ? Compute.INT8 : wideCompute;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public void close() {
    release.run();
  }
}
