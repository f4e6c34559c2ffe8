package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.NarrowKernels;

/** Products of bfloat16 operands with float32 sums. */
final class Bfloat16Projection extends OneDnnProjection {
  private static final ProductForm FORM = new Matmul(NumberType.BF16);

  private final NarrowKernels kernels;

  Bfloat16Projection(OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    super(library, FORM, weights, team);
    this.kernels = kernels;
    pack(FORM, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, float[] scratch, ByteBuffer operands) {
    weights.read(first, count, scratch, 0);
    int length = count * inputs();
    short[] rounded = new short[length + 16];
    kernels.toBfloat16(scratch, 0, length, rounded);
    operands.slice().order(operands.order()).asShortBuffer().put(rounded, 0, length);
  }

  @Override
  void encode(float[] x, int first, int to, Inputs target, Lane lane) {
    for (int row = first; row < to; row++) {
      kernels.toBfloat16(x, row * inputs(), inputs(), lane.shorts());
      target.shorts().put(row * inputs(), lane.shorts(), 0, inputs());
    }
  }

  @Override
  void decode(Lane lane, Block block, float[] out) {
    readFloats(lane, block, out);
  }
}
