package millrace.jobs.feed;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;

/** Submits the requests of a row, which have the same prompt. */
final class Together {
  private Together() {}

  /**
   * Queues all requests.
   *
   * @return completes with the answers, in the order of the requests
   */
  static CompletableFuture<List<List<Completion>>> submit(
      GenerationEngine engine, List<GenerationRequest> requests, CompletionListener listener) {
    List<CompletableFuture<List<Completion>>> answers =
        requests.stream().map(request -> engine.submit(request, listener)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }
}
