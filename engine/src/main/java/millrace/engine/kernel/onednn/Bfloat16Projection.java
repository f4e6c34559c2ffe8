package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.NarrowKernels;

/** Products of bfloat16 operands with float32 sums. */
final class Bfloat16Projection extends OneDnnProjection {
  private final NarrowKernels kernels;

  Bfloat16Projection(OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    super(library, NumberType.BF16, weights, team);
    this.kernels = kernels;
    pack(NumberType.BF16, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, ByteBuffer operands) {
    float[] values = new float[Math.multiplyExact(count, inputs())];
    weights.read(first, count, values, 0);
    short[] rounded = new short[values.length + 16];
    kernels.toBfloat16(values, 0, values.length, rounded);
    operands.slice().order(operands.order()).asShortBuffer().put(rounded, 0, values.length);
  }

  @Override
  void encode(float[] x, int row, Inputs target, int byteOffset, Lane lane) {
    kernels.toBfloat16(x, row * inputs(), inputs(), lane.shorts());
    target.shorts().put(byteOffset / Short.BYTES, lane.shorts(), 0, inputs());
  }

  @Override
  void decode(Lane lane, int at, int row, int first, int width, float[] out) {
    lane.floats().get(at, out, row * outputs() + first, width);
  }
}
