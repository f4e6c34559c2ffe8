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

  Int8Projection(OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    super(library, NumberType.INT8, weights, team);
    this.kernels = kernels;
    this.scales = new float[weights.rows()];
    this.corrections = new int[weights.rows()];
    pack(NumberType.INT8, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, ByteBuffer operands) {
    Int8Weights rows = Int8Weights.read(weights, first, count, kernels);
    System.arraycopy(rows.scales(), 0, scales, first, count);
    System.arraycopy(rows.corrections(), 0, corrections, first, count);
    float[] values = rows.values();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    operands.put(bytes);
  }

  @Override
  void encode(float[] x, int row, Inputs target, int byteOffset, Lane lane) {
    float magnitude = kernels.transform(x, row * inputs(), inputs(), lane.work());
    target.scales()[row] = NarrowKernels.scale(magnitude);
    kernels.roundToUnsigned(lane.work(), inputs(), magnitude, lane.bytes());
    target.buffer().bytes().put(byteOffset, lane.bytes(), 0, inputs());
  }

  @Override
  void decode(Lane lane, int at, int row, int first, int width, float[] out) {
    lane.ints().get(at, lane.sums(), 0, width);
    kernels.rescale(
        lane.sums(),
        width,
        corrections,
        scales,
        first,
        source().scales()[row],
        out,
        row * outputs() + first);
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
