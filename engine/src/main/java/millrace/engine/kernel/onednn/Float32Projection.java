package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;

/** Products in float32. */
final class Float32Projection extends OneDnnProjection {
  Float32Projection(OneDnn library, MatrixRows weights, ThreadTeam team) {
    super(library, NumberType.F32, weights, team);
    pack(NumberType.F32, weights, team);
  }

  @Override
  void convert(MatrixRows weights, int first, int count, ByteBuffer operands) {
    float[] values = new float[Math.multiplyExact(count, inputs())];
    weights.read(first, count, values, 0);
    operands.slice().order(operands.order()).asFloatBuffer().put(values);
  }

  @Override
  void encode(float[] x, int row, Inputs target, int byteOffset, Lane lane) {
    target.floats().put(byteOffset / Float.BYTES, x, row * inputs(), inputs());
  }

  @Override
  void decode(Lane lane, int at, int row, int first, int width, float[] out) {
    lane.floats().get(at, out, row * outputs() + first, width);
  }
}
