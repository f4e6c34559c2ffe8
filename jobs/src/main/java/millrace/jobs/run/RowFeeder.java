package millrace.jobs.run;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.RowException;

/**
 * Keeps an engine busy with rows and hands the completions on in the order of the rows. At most
 * {@code inFlight} rows are with the engine; at most {@value #READY_PER_FLIGHT} times as many wait
 * for a slower row before them.
 */
final class RowFeeder {
  private static final int READY_PER_FLIGHT = 8;

  private final GenerationEngine engine;
  private final RequestMaker requests;
  private final Semaphore slots;
  private final int mostWaiting;
  private final Deque<Pending> pending = new ArrayDeque<>();

  private record Pending(PromptRow row, CompletableFuture<List<Completion>> completions) {}

  /** Takes completed rows, in order. */
  interface Sink {
    void accept(PromptRow row, List<Completion> completions) throws IOException;
  }

  RowFeeder(GenerationEngine engine, RequestMaker requests, int inFlight) {
    this.engine = engine;
    this.requests = requests;
    this.slots = new Semaphore(inFlight);
    this.mostWaiting = inFlight * READY_PER_FLIGHT;
  }

  /**
   * Completes all rows.
   *
   * @throws IOException when the engine breaks or the sink fails
   * @throws InterruptedException when the task is killed
   */
  void completeAll(Iterator<PromptRow> rows, Sink sink) throws IOException, InterruptedException {
    while (rows.hasNext()) {
      pending.addLast(submit(rows.next()));
      while (pending.size() >= mostWaiting || isHeadDone()) {
        handOnHead(sink);
      }
    }
    while (!pending.isEmpty()) {
      handOnHead(sink);
    }
  }

  private Pending submit(PromptRow row) throws InterruptedException {
    try {
      var request = requests.request(row);
      slots.acquire();
      var completions = engine.submit(request).whenComplete((done, error) -> slots.release());
      return new Pending(row, completions);
    } catch (RowException e) {
      List<Completion> failed = requests.failed(row, e.toRowError());
      return new Pending(row, CompletableFuture.completedFuture(failed));
    }
  }

  private boolean isHeadDone() {
    return !pending.isEmpty() && pending.peekFirst().completions().isDone();
  }

  private void handOnHead(Sink sink) throws IOException, InterruptedException {
    Pending head = pending.removeFirst();
    try {
      sink.accept(head.row(), head.completions().get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          "Cannot complete row: " + head.row().id() + ", the engine stopped, " + cause, cause);
    }
  }
}
