package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.Int8Weights;
import millrace.engine.kernel.narrow.NarrowKernels;

/** Products in the 8-bit scheme; the same bits as the plain Java implementation of it. */
final class Int8Projection extends OneDnnProjection {
  private final NarrowKernels kernels;
  private final float[] scales;
  private final int[] corrections;

  /**
   * @param form whose sums are exact for the scheme's weights
   * @param kernels convert activations and weights
   */
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
    pack(form, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, float[] scratch, ByteBuffer operands) {
    Int8Weights rows = Int8Weights.read(weights, first, count, kernels, scratch);
    System.arraycopy(rows.scales(), 0, scales, first, count);
    byte[] bytes = rows.values();
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

  @Override
  void encode(float[] x, int first, int to, Inputs target, Lane lane) {
    for (int row = first; row < to; row++) {
      int at = (row - first) * inputs();
      kernels.transform(x, row * inputs(), inputs(), lane.work());
      float magnitude = kernels.magnitude(lane.work(), inputs());
      target.scales()[row] = NarrowKernels.scale(magnitude);
      kernels.roundToUnsigned(lane.work(), inputs(), magnitude, lane.bytes(), at);
    }
    target.buffer().bytes().put(first * inputs(), lane.bytes(), 0, (to - first) * inputs());
  }

  @Override
  void decode(Lane lane, Block block, float[] out) {
    int[] sums = lane.sums(block.width());
    for (int r = 0; r < block.rows(); r++) {
      int row = block.firstRow() + r;
      lane.ints().get(r * block.width(), sums, 0, block.width());
      kernels.rescale(
          sums,
          0,
          block.width(),
          corrections,
          scales,
          block.first(),
          source().scales()[row],
          out,
          row * outputs() + block.first());
    }
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
