package millrace.engine.kernel;

/**
 * A float32 matrix in panels of {@link Kernels#PANEL} outputs, each [inputs, PANEL]: a row of
 * inputs meets each panel as a stream of vectors.
 */
final class PanelProjection implements Projection {
  /** Memory of a weight, but for the last panel's unused columns. */
  static final Footprint PER_WEIGHT = new Footprint(Float.BYTES, 0);

  /** Input rows that pass through a panel while it is in cache. */
  private static final int ROW_BLOCK = 256;

  private final Kernels kernels;
  private final int inputs;
  private final int outputs;
  private final float[][] panels;
  private final float[][] scratch;

  PanelProjection(Kernels kernels, MatrixRows weights, ThreadTeam team) {
    this.kernels = kernels;
    this.inputs = weights.columns();
    this.outputs = weights.rows();
    this.panels = new float[(outputs + Kernels.PANEL - 1) / Kernels.PANEL][];
    this.scratch = new float[team.size()][Kernels.PANEL];
    team.forEach(panels.length, (panel, thread) -> panels[panel] = pack(weights, panel));
  }

  private static float[] pack(MatrixRows weights, int panel) {
    int inputs = weights.columns();
    int first = panel * Kernels.PANEL;
    int count = Math.min(Kernels.PANEL, weights.rows() - first);
    float[] rows = new float[count * inputs];
    weights.read(first, count, rows, 0);
    float[] packed = new float[inputs * Kernels.PANEL];
    for (int c = 0; c < count; c++) {
      for (int k = 0; k < inputs; k++) {
        packed[k * Kernels.PANEL + c] = rows[c * inputs + k];
      }
    }
    return packed;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public long byteSize() {
    return (long) panels.length * inputs * Kernels.PANEL * Float.BYTES;
  }

  @Override
  public void apply(float[] x, int rows, float[] out, ThreadTeam team) {
    int blocks = (rows + ROW_BLOCK - 1) / ROW_BLOCK;
    team.forEach(
        panels.length * blocks,
        (index, thread) -> {
          int panel = index / blocks;
          int first = index % blocks * ROW_BLOCK;
          int column = panel * Kernels.PANEL;
          kernels.multiplyPanel(
              x,
              first * inputs,
              Math.min(ROW_BLOCK, rows - first),
              inputs,
              panels[panel],
              Math.min(Kernels.PANEL, outputs - column),
              out,
              first * outputs + column,
              outputs,
              scratch[thread]);
        });
  }
}
