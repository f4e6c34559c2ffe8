package millrace.jobs.feed;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.RowException;

/**
 * Keeps an engine busy with rows and hands the completions on in the order of the rows. At most
 * {@code inFlight} rows are with the engine; at most eight times as many wait for a slower row
 * before them. For one thread.
 *
 * @param <T> the rows as they were read
 */
public final class RowFeeder<T> {
  private static final int WAITING_PER_FLIGHT = 8;

  private final GenerationEngine engine;
  private final RequestMaker requests;
  private final Semaphore slots;
  private final int mostWaiting;
  private final Deque<Pending<T>> pending = new ArrayDeque<>();

  private record Pending<T>(Row<T> row, CompletableFuture<List<Completion>> completions) {}

  /** Takes completed rows, in order. */
  public interface Sink<T> {
    /** Takes all samples of a row. */
    void accept(T row, List<Completion> completions) throws IOException;
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
   * @throws IOException when the engine breaks or the sink fails
   * @throws InterruptedException when the task is killed
   */
  public void completeAll(Iterator<T> rows, Function<T, Row<T>> understand, Sink<T> sink)
      throws IOException, InterruptedException {
    while (rows.hasNext()) {
      pending.addLast(submit(understand.apply(rows.next())));
      while (pending.size() >= mostWaiting || isHeadDone()) {
        handOnHead(sink);
      }
    }
    while (!pending.isEmpty()) {
      handOnHead(sink);
    }
  }

  private Pending<T> submit(Row<T> row) throws InterruptedException {
    try {
      var request = requests.request(row);
      slots.acquire();
      var completions = engine.submit(request).whenComplete((done, error) -> slots.release());
      return new Pending<>(row, completions);
    } catch (RowException e) {
      List<Completion> failed = requests.failed(row, e.toRowError());
      return new Pending<>(row, CompletableFuture.completedFuture(failed));
    }
  }

  private boolean isHeadDone() {
    return !pending.isEmpty() && pending.peekFirst().completions().isDone();
  }

  private void handOnHead(Sink<T> sink) throws IOException, InterruptedException {
    Pending<T> head = pending.removeFirst();
    try {
      sink.accept(head.row().source(), head.completions().get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          "Cannot complete row: " + head.row().id() + ", the engine stopped, " + cause, cause);
    }
  }
}
