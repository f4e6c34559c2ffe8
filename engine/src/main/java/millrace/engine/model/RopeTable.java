package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.kernel.Kernels;

/** Cosines and sines of a {@link Rope} by position, computed as far as they are needed. */
final class RopeTable {
  private final Rope rope;
  private final int half;
  private float[] cos = new float[0];
  private float[] sin = new float[0];
  private int positions;

  RopeTable(Rope rope) {
    this.rope = rope;
    this.half = rope.inverseFrequencies().length;
  }

  /** Makes the table cover positions up to and including {@code position}. One thread at a time. */
  void cover(int position) {
    if (position < positions) {
      return;
    }
    int target = Math.max(position + 1, Math.min(positions * 2, position + 4096));
    cos = Arrays.copyOf(cos, Math.multiplyExact(target, half));
    sin = Arrays.copyOf(sin, target * half);
    for (int p = positions; p < target; p++) {
      for (int i = 0; i < half; i++) {
        float angle = p * rope.inverseFrequencies()[i];
        cos[p * half + i] = (float) StrictMath.cos(angle) * rope.magnitude();
        sin[p * half + i] = (float) StrictMath.sin(angle) * rope.magnitude();
      }
    }
    positions = target;
  }

  /** Rotates {@code heads} heads of {@code headDim} elements in place. */
  void rotate(Kernels kernels, float[] x, int offset, int heads, int headDim, int position) {
    for (int head = 0; head < heads; head++) {
      kernels.rotate(x, offset + head * headDim, half, cos, sin, position * half);
    }
  }
}
