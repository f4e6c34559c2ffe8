package millrace.engine.kernel;

/**
 * Memory in bytes.
 *
 * @param heap on the Java heap
 * @param outside outside of it
 */
public record Footprint(long heap, long outside) {
  /** No memory. */
  public static final Footprint NONE = new Footprint(0, 0);

  /** Both together. */
  public Footprint plus(Footprint other) {
    return new Footprint(heap + other.heap, outside + other.outside);
  }

  /** So many of it. */
  Footprint times(long count) {
    return new Footprint(heap * count, outside * count);
  }
}
