package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;

/** Products in float32. */
final class Float32Projection extends OneDnnProjection {
  private static final ProductForm FORM = new Matmul(NumberType.F32);

  Float32Projection(OneDnn library, MatrixRows weights, ThreadTeam team) {
    super(library, FORM, weights, team);
    pack(FORM, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, float[] scratch, ByteBuffer operands) {
    weights.read(first, count, scratch, 0);
    operands.slice().order(operands.order()).asFloatBuffer().put(scratch, 0, count * inputs());
  }

  @Override
  void encode(float[] x, int first, int to, Inputs target, Lane lane) {
    target.floats().put(first * inputs(), x, first * inputs(), (to - first) * inputs());
  }

  @Override
  void decode(Lane lane, Block block, float[] out) {
    readFloats(lane, block, out);
  }
}
