package millrace.engine.kernel;

import java.util.Arrays;
import millrace.engine.kernel.narrow.NarrowKernels;

/**
 * Products of bfloat16 operands with float32 sums, without native code: both sides are rounded to
 * bfloat16 and multiplied as floats. At float speed, and with the results of no other backend to
 * the last bit, since CPUs with bfloat16 instructions add in pairs.
 */
final class Bfloat16PanelProjection implements Projection {
  private final PanelProjection floats;
  private final NarrowKernels narrow;
  private final short[][] scratch;
  private float[] rounded = new float[0];

  Bfloat16PanelProjection(
      Kernels kernels, NarrowKernels narrow, MatrixRows weights, ThreadTeam team) {
    this.narrow = narrow;
    this.scratch = new short[team.size()][weights.columns() + 16];
    this.floats = new PanelProjection(kernels, new RoundedRows(weights, narrow), team);
  }

  /** A matrix as bfloat16 can hold it. */
  private record RoundedRows(MatrixRows source, NarrowKernels narrow) implements MatrixRows {
    @Override
    public int rows() {
      return source.rows();
    }

    @Override
    public int columns() {
      return source.columns();
    }

    @Override
    public int bitsPerWeight() {
      return Math.min(source.bitsPerWeight(), Short.SIZE);
    }

    @Override
    public void read(int first, int count, float[] dst, int offset) {
      source.read(first, count, dst, offset);
      short[] bits = new short[columns() + 16];
      for (int row = 0; row < count; row++) {
        int at = offset + row * columns();
        round(narrow, dst, at, columns(), bits, dst);
      }
    }
  }

  /** Rounds n elements from {@code offset} on, to the same place of {@code out}. */
  private static void round(
      NarrowKernels narrow, float[] x, int offset, int n, short[] bits, float[] out) {
    narrow.toBfloat16(x, offset, n, bits);
    for (int i = 0; i < n; i++) {
      out[offset + i] = Float.intBitsToFloat(bits[i] << Short.SIZE);
    }
  }

  @Override
  public int inputs() {
    return floats.inputs();
  }

  @Override
  public int outputs() {
    return floats.outputs();
  }

  @Override
  public long byteSize() {
    return floats.byteSize();
  }

  @Override
  public void apply(float[] x, int rows, float[] out, ThreadTeam team) {
    int inputs = inputs();
    if (rounded.length < rows * inputs) {
      rounded = Arrays.copyOf(rounded, Math.multiplyExact(rows, inputs));
    }
    team.forEach(
        rows, (row, thread) -> round(narrow, x, row * inputs, inputs, scratch[thread], rounded));
    floats.apply(rounded, rows, out, team);
  }
}
