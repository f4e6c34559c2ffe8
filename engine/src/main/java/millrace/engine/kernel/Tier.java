package millrace.engine.kernel;

/**
 * Chooses between two implementations of a kernel that give the same bits. Code on the Vector API
 * runs a thousand times slower until C2, the JVM's optimizing compiler, has compiled it, and what
 * stands in for it until then keeps C2 busy; plain loops are fast at once. So plain loops begin,
 * and load a small model and compute its first tokens. Later every {@link #TURN}th call goes to the
 * vectors, which is how the JVM comes to compile them, and when they have done {@link #ENOUGH} they
 * take all calls.
 *
 * <p>Threads race for the counts on purpose: a lost count does nothing but delay the change.
 *
 * @param <K> the kernels
 */
public final class Tier<K> {
  /** How long after the start of an engine vectors begin. */
  static final long DELAY_NANOS = 5_000_000_000L;

  /** Of that many calls the vectors get one, when they begin. */
  static final int TURN = 16;

  /** Elements after which loops of vectors are compiled. */
  static final int ENOUGH = 1 << 20;

  private final K scalar;
  private final K vector;
  private final long beginNanos;
  private int calls;
  private int done;
  private boolean compiled;

  /**
   * @param scalar plain loops
   * @param vector the same on the Vector API
   * @param beginNanos the {@link System#nanoTime} at which vectors begin
   */
  public Tier(K scalar, K vector, long beginNanos) {
    this.scalar = scalar;
    this.vector = vector;
    this.beginNanos = beginNanos;
  }

  /**
   * Who is to take the next call.
   *
   * @param work elements that it goes through, about
   */
  public K choose(int work) {
    return compiled ? vector : chooseByTurns(work);
  }

  private K chooseByTurns(int work) {
    calls++;
    if (calls % TURN != 0 || System.nanoTime() - beginNanos < 0) {
      return scalar;
    }
    done += Math.min(work, ENOUGH);
    compiled = done >= ENOUGH;
    return vector;
  }
}
