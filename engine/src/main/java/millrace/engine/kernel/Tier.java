package millrace.engine.kernel;

import java.util.concurrent.TimeUnit;

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
  /**
   * A system property: how long after the start of an engine vectors begin, in milliseconds. Tests
   * set it to 0, since their engines are short-lived and would never see a vector.
   */
  private static final String DELAY = "millrace.vectors.delay";

  private static final long DEFAULT_DELAY = 5_000;

  /** Of that many calls the vectors get one, when they begin. */
  static final int TURN = 8;

  /**
   * Elements after which loops of vectors are compiled, or about to be: some ten thousand turns of
   * a loop (C2's threshold is 15,000 calls and turns, Tier4CompileThreshold). More of them keep a
   * single sequence, whose loops are short, slow for half a minute.
   */
  static final int ENOUGH = 1 << 16;

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

  /** The {@link System#nanoTime} at which vectors begin in an engine that starts now. */
  static long begin() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.getLong(DELAY, DEFAULT_DELAY));
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
