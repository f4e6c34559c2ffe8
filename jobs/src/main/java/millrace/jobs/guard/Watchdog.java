package millrace.jobs.guard;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs work on a thread of its own and gives it up when it hangs. */
public final class Watchdog {
  private static final long POLL_MILLIS = 200;

  /** A process that was suspended meanwhile, or starved, is not to blame for the time. */
  private static final Duration MOST_PER_POLL = Duration.ofSeconds(1);

  /** How long an interrupted thread gets to clean up after itself. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Patience patience;
  private final Supplier<Object> progress;

  /**
   * @param progress a value that differs from the one before when there was progress
   */
  public Watchdog(Patience patience, Supplier<Object> progress) {
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Runs work to its end.
   *
   * @param name of the thread
   * @throws HungException when it was given up; its thread is interrupted, but may go on
   * @throws ExecutionException with what the work threw
   * @throws InterruptedException when the caller is interrupted; so is the work then
   */
  public <T> T run(String name, Callable<T> work)
      throws HungException, ExecutionException, InterruptedException {
    FutureTask<T> future = new FutureTask<>(work);
    Thread thread = new Thread(future, name);
    thread.setDaemon(true);
    thread.start();
    try {
      return watch(future);
    } catch (HungException | InterruptedException e) {
      thread.interrupt();
      thread.join(GRACE.toMillis());
      throw e;
    }
  }

  private <T> T watch(FutureTask<T> future)
      throws HungException, ExecutionException, InterruptedException {
    if (!patience.isLimited()) {
      return future.get();
    }
    Duration whole = Duration.ZERO;
    Duration still = Duration.ZERO;
    Object seen = progress.get();
    for (long last = System.nanoTime(); ; last = System.nanoTime()) {
      try {
        return future.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        Duration passed = min(Duration.ofNanos(System.nanoTime() - last), MOST_PER_POLL);
        Object current = progress.get();
        whole = whole.plus(passed);
        still = current.equals(seen) ? still.plus(passed) : Duration.ZERO;
        seen = current;
      }
      String exceeded = patience.exceeded(whole, still);
      if (!exceeded.isEmpty()) {
        throw new HungException(exceeded);
      }
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
