package millrace.engine.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Tells C2, the JVM's optimizing compiler, of which class a vector is. A variable that a loop
 * changes is to it a {@link FloatVector}, an abstract class, and which class its methods are called
 * on is known from the profile of earlier calls only. Where C2 inlines a kernel before it has one,
 * these calls stay virtual, vectors go through the heap, and a maximum takes fifty times as long,
 * for as long as the JVM lives. A cast to a constant class costs nothing.
 *
 * <p>For calls of abstract methods ({@code blend}, {@code compare}, {@code reduceLanes}) on such
 * variables: others are calls in the Vector API's own code, whose profile all kernels share.
 */
public final class ExactVectors {
  private static final Class<?> FLOATS = FloatVector.SPECIES_PREFERRED.vectorType();
  private static final Class<?> INTS = IntVector.SPECIES_PREFERRED.vectorType();

  private ExactVectors() {}

  /** The vector itself, of the preferred species. */
  static FloatVector exact(FloatVector vector) {
    return (FloatVector) FLOATS.cast(vector);
  }

  /** The vector itself, of the preferred species. */
  public static IntVector exact(IntVector vector) {
    return (IntVector) INTS.cast(vector);
  }
}
