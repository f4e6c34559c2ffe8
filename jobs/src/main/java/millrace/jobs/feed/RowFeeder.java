package millrace.jobs.feed;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.RowError;

/**
 * Keeps an engine busy with rows and hands the completions on in the order of the rows. At most
 * {@code inFlight} rows are with the engine, which chooses the order in which they start; at most
 * eight times as many wait for a slower row before them. For one thread.
 *
 * @param <T> the rows as they were read
 */
public final class RowFeeder<T> {
  private static final int WAITING_PER_FLIGHT = 8;
  private static final long PULSE_MILLIS = 500;

  private final GenerationEngine engine;
  private final RequestMaker requests;
  private final Semaphore slots;
  private final LongAdder tokens = new LongAdder();
  private final int mostWaiting;
  private final Deque<Pending<T>> pending = new ArrayDeque<>();

  private record Pending<T>(Row<T> row, CompletableFuture<List<Completion>> completions) {}

  /** Takes completed rows, in order. */
  public interface Sink<T> {
    /** Takes all samples of a row; in a sweep those of all settings, one after the other. */
    void accept(T row, List<Completion> completions) throws IOException;

    /**
     * Called every now and then while rows are generated.
     *
     * @param tokens about how many tokens were generated so far, finished rows included
     */
    default void generating(long tokens) {}
  }

  /**
   * @param inFlight rows that the engine holds at once; two to four times what it decodes together
   *     keeps it busy
   */
  public RowFeeder(GenerationEngine engine, RequestMaker requests, int inFlight) {
    this.engine = engine;
    this.requests = requests;
    this.slots = new Semaphore(inFlight);
    this.mostWaiting = inFlight * WAITING_PER_FLIGHT;
  }

  /**
   * Completes all rows.
   *
   * @throws EngineFailedException when the engine breaks
   * @throws IOException when the sink fails
   * @throws InterruptedException when the task is killed
   */
  public void completeAll(Iterator<T> rows, Function<T, Row<T>> understand, Sink<T> sink)
      throws IOException, InterruptedException {
    while (rows.hasNext()) {
      pending.addLast(submit(understand.apply(rows.next()), sink));
      while (pending.size() >= mostWaiting || isHeadDone()) {
        handOnHead(sink);
      }
    }
    while (!pending.isEmpty()) {
      handOnHead(sink);
    }
  }

  private Pending<T> submit(Row<T> row, Sink<T> sink)
      throws EngineFailedException, InterruptedException {
    RowRequests made = requests.requests(row);
    if (made.valid().isEmpty()) {
      return new Pending<>(row, CompletableFuture.completedFuture(made.completions(List.of())));
    }
    while (!slots.tryAcquire(PULSE_MILLIS, TimeUnit.MILLISECONDS)) {
      sink.generating(tokens.sum());
    }
    try {
      // The listener hears nearly one call per token.
      var completions =
          engine
              .submitTogether(made.valid(), request -> (sample, text) -> tokens.increment())
              .thenApply(made::completions)
              .whenComplete((done, error) -> slots.release());
      return new Pending<>(row, completions);
    } catch (RuntimeException | StackOverflowError e) { // while it was encoded: nobody else's fault
      slots.release();
      return failed(row, EngineFailedException.error(e));
    } catch (Error e) {
      throw new EngineFailedException(row.id(), e);
    }
  }

  private Pending<T> failed(Row<T> row, RowError error) {
    return new Pending<>(row, CompletableFuture.completedFuture(requests.failed(row, error)));
  }

  private boolean isHeadDone() {
    return !pending.isEmpty() && pending.peekFirst().completions().isDone();
  }

  private void handOnHead(Sink<T> sink) throws IOException, InterruptedException {
    Pending<T> head = pending.removeFirst();
    while (!head.completions().isDone()) {
      awaitPulse(head.completions());
      sink.generating(tokens.sum());
    }
    try {
      sink.accept(head.row().source(), head.completions().get());
    } catch (ExecutionException e) {
      throw new EngineFailedException(head.row().id(), e.getCause());
    }
  }

  /** Until the row is done, well or badly, or the pulse is due. */
  private static void awaitPulse(CompletableFuture<?> completions) throws InterruptedException {
    try {
      completions.get(PULSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // A pulse is due; a failure shows when the row is handed on.
    }
  }
}
