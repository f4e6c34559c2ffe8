package millrace.engine.kernel.onednn;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * The converted input rows of the product under way, shared by its slices and by all projections of
 * a number type, which run one after the other.
 */
final class Inputs {
  private NativeBuffer buffer = NativeBuffer.allocate(0);
  private ShortBuffer shorts = buffer.bytes().asShortBuffer();
  private FloatBuffer floats = buffer.bytes().asFloatBuffer();
  private float[] scales = new float[0];

  /**
   * Makes room for a step. The last product may read rows beyond the step's, up to its bucket: they
   * hold zeros or rows of an earlier step, and what comes out of them is not used.
   */
  void reserve(int rows, int rowBytes) {
    int size = Math.multiplyExact(rows + RowBuckets.LARGEST, rowBytes);
    if (buffer.size() < size) {
      buffer = NativeBuffer.allocate(size);
      shorts = buffer.bytes().asShortBuffer();
      floats = buffer.bytes().asFloatBuffer();
    }
    if (scales.length < rows) {
      scales = new float[rows];
    }
  }

  NativeBuffer buffer() {
    return buffer;
  }

  ShortBuffer shorts() {
    return shorts;
  }

  FloatBuffer floats() {
    return floats;
  }

  /** One scale per row, where the number type has them. */
  float[] scales() {
    return scales;
  }
}
