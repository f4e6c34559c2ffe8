package millrace.engine.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The threads that share the work of a forward step. The caller works too; the others spin for a
 * moment between loops, then park, so that an idle engine costs nothing.
 *
 * <p>Used by one caller at a time. Items of a loop are independent, so which thread takes which
 * never changes a result.
 */
public final class ThreadTeam implements AutoCloseable {
  /** How long a thread without work spins before it parks, in nanoseconds. */
  private static final long SPIN_NANOS = 200_000;

  /** Turns that the caller spins for the last items before it gives its processor away. */
  private static final int SPINS_BEFORE_YIELD = 4_000;

  /** One item of a loop. */
  @FunctionalInterface
  public interface Item {
    /**
     * @param index the item, 0 … count-1
     * @param thread which of the team's threads runs it, 0 … {@link #size()}-1, for scratch memory
     */
    void run(int index, int thread);
  }

  private final Thread[] workers;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile long round;
  private volatile boolean closed;
  private volatile Throwable failure;
  private Item item;
  private int count;
  private JoinedLoops joined;

  /**
   * @param size threads in all, the caller's included; at least 1
   */
  public ThreadTeam(int size) {
    workers = new Thread[size - 1];
    for (int i = 0; i < workers.length; i++) {
      int thread = i + 1;
      workers[i] = new Thread(() -> serve(thread), "millrace-worker-" + thread);
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  /** Number of threads, the caller's included. */
  public int size() {
    return workers.length + 1;
  }

  /** Runs {@code item} for each index in [0, count) and returns when all are done. */
  public void forEach(int count, Item item) {
    if (joined != null) {
      joined.add(count, item);
      return;
    }
    if (workers.length == 0 || count <= 1) {
      for (int i = 0; i < count; i++) {
        item.run(i, 0);
      }
      return;
    }
    this.item = item;
    this.count = count;
    next.set(0);
    busy.set(workers.length);
    round++; // only the caller writes; publishes the fields above
    wakeParked();
    work(0);
    awaitOthers();
    this.item = null;
    rethrow();
  }

  /**
   * Runs the loops of {@code body} as one when it has ended, so that no thread waits at the end of
   * each. For loops whose results nobody looks at before.
   *
   * @return what {@code body} returns
   */
  public <T> T together(Supplier<T> body) {
    JoinedLoops loops = new JoinedLoops();
    T result;
    joined = loops;
    try {
      result = body.get();
    } finally {
      joined = null;
    }
    forEach(loops.count(), loops);
    return result;
  }

  private void wakeParked() {
    if (parked.get() > 0) { // a thread announces itself before it looks at the round again
      for (Thread worker : workers) {
        LockSupport.unpark(worker);
      }
    }
  }

  /** Spins while the others finish; yields where they seem to lack a processor to finish on. */
  private void awaitOthers() {
    for (int spins = 0; busy.get() > 0; spins++) {
      if (spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void rethrow() {
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown; // items cannot throw checked exceptions
    }
  }

  private void work(int thread) {
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        item.run(i, thread);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
      next.set(count);
    }
  }

  private void serve(int thread) {
    long seen = 0;
    while (!closed) {
      if (round == seen) {
        await(seen);
      } else {
        seen++;
        work(thread);
        busy.decrementAndGet();
      }
    }
  }

  private void await(long seen) {
    long deadline = System.nanoTime() + SPIN_NANOS;
    while (round == seen && !closed) {
      for (int i = 0; i < 64 && round == seen; i++) {
        Thread.onSpinWait();
      }
      if (round == seen && System.nanoTime() > deadline) {
        park(seen);
      }
    }
  }

  private void park(long seen) {
    parked.incrementAndGet();
    try {
      if (round == seen && !closed) {
        LockSupport.park(this);
      }
    } finally {
      parked.decrementAndGet();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
