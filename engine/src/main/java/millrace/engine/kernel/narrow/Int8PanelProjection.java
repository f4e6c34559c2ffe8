package millrace.engine.kernel.narrow;

import java.util.Arrays;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;

/**
 * The 8-bit scheme without native code. Its whole numbers are kept as floats and multiplied by the
 * float kernels: products of up to 112 · 127 stay exact in a float while no more than {@link
 * #CHUNK} of them are added, so the result is that of integer arithmetic, bit for bit, at float
 * speed.
 */
public final class Int8PanelProjection implements Projection {
  /** 1024 · 112 · 127 < 2^24. */
  private static final int CHUNK = 1024;

  /** Input rows that pass through a panel while it is in cache. */
  private static final int ROW_BLOCK = 64;

  private final Kernels kernels;
  private final NarrowKernels narrow;
  private final int inputs;
  private final int outputs;
  private final int chunks;
  private final float[][][] panels;
  private final float[] scales;
  private final int[] noCorrections;
  private final Scratch[] scratch;
  private float[] quantized = new float[0];
  private float[] rowScales = new float[0];

  /** What one thread needs. */
  private static final class Scratch {
    private final float[] work;
    private final float[] numbers;
    private final float[] column = new float[Kernels.PANEL];
    private final float[] products = new float[ROW_BLOCK * Kernels.PANEL];
    private final int[] sums = new int[ROW_BLOCK * Kernels.PANEL];

    Scratch(int inputs) {
      work = new float[NarrowKernels.workLength(inputs)];
      numbers = new float[inputs];
    }
  }

  /**
   * Quantizes and packs a matrix of at most {@link Int8Weights#MAX_COLUMNS} columns.
   *
   * @param kernels multiply
   * @param narrow quantize
   */
  public Int8PanelProjection(
      Kernels kernels, NarrowKernels narrow, MatrixRows weights, ThreadTeam team) {
    this.kernels = kernels;
    this.narrow = narrow;
    this.inputs = weights.columns();
    this.outputs = weights.rows();
    this.chunks = (inputs + CHUNK - 1) / CHUNK;
    this.panels = new float[(outputs + Kernels.PANEL - 1) / Kernels.PANEL][][];
    this.scales = new float[outputs];
    this.noCorrections = new int[outputs];
    this.scratch = new Scratch[team.size()];
    Arrays.setAll(scratch, thread -> new Scratch(inputs));
    team.forEach(panels.length, (panel, thread) -> panels[panel] = pack(weights, panel));
  }

  /** A panel's chunks, each [chunk, PANEL]. */
  private float[][] pack(MatrixRows weights, int panel) {
    int first = panel * Kernels.PANEL;
    int count = Math.min(Kernels.PANEL, outputs - first);
    float[] floats = new float[Math.multiplyExact(count, inputs)];
    Int8Weights rows = Int8Weights.read(weights, first, count, narrow, floats);
    System.arraycopy(rows.scales(), 0, scales, first, count);
    float[][] packed = new float[chunks][];
    for (int chunk = 0; chunk < chunks; chunk++) {
      int from = chunk * CHUNK;
      float[] values = new float[width(chunk) * Kernels.PANEL];
      for (int c = 0; c < count; c++) {
        for (int k = 0; k < width(chunk); k++) {
          values[k * Kernels.PANEL + c] = rows.values()[c * inputs + from + k];
        }
      }
      packed[chunk] = values;
    }
    return packed;
  }

  private int width(int chunk) {
    return Math.min(CHUNK, inputs - chunk * CHUNK);
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
    if (rowScales.length < rows) {
      quantized = new float[Math.multiplyExact(rows, inputs)];
      rowScales = new float[rows];
    }
    team.forEach(rows, (row, thread) -> quantize(x, row, rows, scratch[thread]));
    int blocks = (rows + ROW_BLOCK - 1) / ROW_BLOCK;
    team.forEach(
        panels.length * blocks,
        (index, thread) -> multiply(index / blocks, index % blocks, rows, out, scratch[thread]));
  }

  /** Writes a row's numbers chunk by chunk: each chunk is a matrix [rows, chunk] of its own. */
  private void quantize(float[] x, int row, int rows, Scratch own) {
    narrow.transform(x, row * inputs, inputs, own.work);
    float magnitude = narrow.magnitude(own.work, inputs);
    rowScales[row] = NarrowKernels.scale(magnitude);
    narrow.roundToFloats(own.work, inputs, magnitude, own.numbers, 0);
    for (int chunk = 0; chunk < chunks; chunk++) {
      int from = chunk * CHUNK;
      int width = width(chunk);
      System.arraycopy(own.numbers, from, quantized, from * rows + row * width, width);
    }
  }

  private void multiply(int panel, int block, int rows, float[] out, Scratch own) {
    int first = block * ROW_BLOCK;
    int count = Math.min(ROW_BLOCK, rows - first);
    Arrays.fill(own.sums, 0, count * Kernels.PANEL, 0);
    for (int chunk = 0; chunk < chunks; chunk++) {
      addChunk(panel, chunk, first, count, rows, own);
    }
    int column = panel * Kernels.PANEL;
    int columns = Math.min(Kernels.PANEL, outputs - column);
    for (int r = 0; r < count; r++) {
      int row = first + r;
      narrow.rescale(
          own.sums,
          r * Kernels.PANEL,
          columns,
          noCorrections,
          scales,
          column,
          rowScales[row],
          out,
          row * outputs + column);
    }
  }

  private void addChunk(int panel, int chunk, int first, int count, int rows, Scratch own) {
    int width = width(chunk);
    kernels.multiplyPanel(
        quantized,
        chunk * CHUNK * rows + first * width,
        count,
        width,
        panels[panel][chunk],
        Kernels.PANEL,
        own.products,
        0,
        Kernels.PANEL,
        own.column);
    for (int i = 0; i < count * Kernels.PANEL; i++) {
      own.sums[i] += (int) own.products[i];
    }
  }
}
