package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.Int8Weights;
import millrace.engine.kernel.narrow.NarrowKernels;

/** Products in the 8-bit scheme; the same bits as the plain Java implementation of it. */
class Int8Projection extends OneDnnProjection {
  private final NarrowKernels kernels;
  private final float[] scales;
  private final int[] corrections;

  /** Products whose sums are exact for any weights. */
  static Int8Projection exact(
      OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    ProductForm form = new Matmul(NumberType.INT8);
    Int8Projection projection = new Int8Projection(library, form, kernels, weights, team);
    projection.pack(form, weights, team);
    return projection;
  }

  Int8Projection(
      OneDnn library,
      ProductForm form,
      NarrowKernels kernels,
      MatrixRows weights,
      ThreadTeam team) {
    super(library, form, weights, team);
    this.kernels = kernels;
    this.scales = new float[weights.rows()];
    this.corrections = new int[weights.rows()];
  }

  final NarrowKernels kernels() {
    return kernels;
  }

  @Override
  final void convert(
      MatrixRows weights, int slice, int first, int count, float[] scratch, ByteBuffer operands) {
    Int8Weights rows = Int8Weights.read(weights, first, count, kernels, scratch);
    System.arraycopy(rows.scales(), 0, scales, first, count);
    byte[] bytes = rows.values();
    prepare(slice, bytes, count);
    operands.put(bytes);
    for (int r = 0; r < count; r++) {
      corrections[first + r] = NarrowKernels.OFFSET * sum(bytes, r * inputs());
    }
  }

  private int sum(byte[] weights, int offset) {
    int sum = 0;
    for (int i = offset; i < offset + inputs(); i++) {
      sum += weights[i];
    }
    return sum;
  }

  /**
   * Sees weights, [count, inputs], before they are packed, and may change them: what the inputs'
   * offset adds is taken off the sums for the weights as they are then.
   */
  void prepare(int slice, byte[] weights, int count) {}

  @Override
  void encode(float[] x, int first, int to, int rows, Inputs target, Lane lane) {
    for (int row = first; row < to; row++) {
      int at = (row - first) * inputs();
      float magnitude = kernels.transform(x, row * inputs(), inputs(), lane.work());
      target.scales()[row] = NarrowKernels.scale(magnitude);
      kernels.roundToUnsigned(lane.work(), inputs(), magnitude, lane.bytes(), at);
    }
    target.buffer().bytes().put(first * inputs(), lane.bytes(), 0, (to - first) * inputs());
  }

  @Override
  void decode(Lane lane, Block block, float[] out) {
    int[] sums = lane.sums(block.width());
    for (int r = 0; r < block.rows(); r++) {
      lane.ints().get(r * block.width(), sums, 0, block.width());
      rescale(sums, 0, block, r, 0, block.width(), out);
    }
  }

  /**
   * Turns some of a row's sums into results.
   *
   * @param sums from {@code at} on
   * @param row a row of the block
   * @param first one of the block's outputs
   * @param count how many from there
   */
  final void rescale(int[] sums, int at, Block block, int row, int first, int count, float[] out) {
    int stepRow = block.firstRow() + row;
    int output = block.first() + first;
    kernels.rescale(
        sums,
        at,
        count,
        corrections,
        scales,
        output,
        source().scales()[stepRow],
        out,
        stepRow * outputs() + output);
  }

  @Override
  public long byteSize() {
    return super.byteSize() + heapBytes();
  }

  @Override
  public long heapBytes() {
    return (long) outputs() * (Float.BYTES + Integer.BYTES);
  }
}
