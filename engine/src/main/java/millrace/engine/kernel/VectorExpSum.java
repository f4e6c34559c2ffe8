package millrace.engine.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels#sumExp} on the Vector API, stretch by stretch.
 *
 * <p>A stretch is called by a handle that is no constant to C2, which therefore compiles it by
 * itself. Left to inlining it would end up, after some thousand rows, so deep in its callers that
 * parts of the Vector API lie beyond C2's 15 levels (MaxInlineLevel): vectors then go through the
 * heap, and the sum takes ten times as long.
 */
final class VectorExpSum {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  @SuppressWarnings("FieldCanBeStatic") // as a constant it would be inlined
  private final MethodHandle stretch = handle();

  private static MethodHandle handle() {
    MethodType type =
        MethodType.methodType(
            float.class, float[].class, int.class, float.class, int.class, float[].class);
    try {
      return MethodHandles.lookup().findStatic(VectorExpSum.class, "sumStretch", type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("sumStretch", e);
    }
  }

  /** See {@link Kernels#sumExp}. */
  double sum(float[] x, int offset, float max, int n, float[] scratch) {
    double sum = 0;
    for (int first = 0; first < n; first += Kernels.STRETCH) {
      int count = Math.min(Kernels.STRETCH, n - first);
      sum += sumOne(x, offset + first, max, count, scratch);
    }
    return sum;
  }

  private float sumOne(float[] x, int from, float max, int count, float[] scratch) {
    try {
      return (float) stretch.invokeExact(x, from, max, count, scratch);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // it has no checked exceptions
    }
  }

  @SuppressWarnings("UnusedMethod") // by the handle
  private static float sumStretch(float[] x, int from, float max, int count, float[] scratch) {
    int whole = count & -Kernels.LANES;
    for (int lane = 0; lane < Kernels.LANES; lane += SPECIES.length()) {
      FloatVector partial = FloatVector.zero(SPECIES);
      for (int i = from + lane; i < from + whole; i += Kernels.LANES) {
        FloatVector depth = FloatVector.fromArray(SPECIES, x, i).sub(max);
        partial = partial.add(VectorKernels.exp(depth));
      }
      partial.intoArray(scratch, lane);
    }
    for (int i = whole; i < count; i++) {
      scratch[i - whole] += ExpPolynomial.exp(x[from + i] - max);
    }
    return LaneSum.of(scratch);
  }
}
