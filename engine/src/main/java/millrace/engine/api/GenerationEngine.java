package millrace.engine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Generates completions for requests, many at once. Safe for use by many threads.
 *
 * <p>The same prompt, sampling parameters and seed give the same tokens whatever else the engine
 * computes at the time.
 */
public interface GenerationEngine extends AutoCloseable {

  /**
   * Queues a request and returns at once. The caller bounds how many it has in flight; two to four
   * times {@link EngineSettings#maxSequences()} keeps the engine busy.
   *
   * @return completes with {@code sampling.n()} completions in the order of their sample index; a
   *     row that fails completes normally with completions that carry the error. Completes
   *     exceptionally only when the engine is closed or broken.
   */
  CompletableFuture<List<Completion>> submit(
      GenerationRequest request, CompletionListener listener);

  /** As {@link #submit(GenerationRequest, CompletionListener)} without a listener. */
  default CompletableFuture<List<Completion>> submit(GenerationRequest request) {
    return submit(request, CompletionListener.NONE);
  }

  /**
   * Queues requests that may share their prompt, such as one prompt under several sampling
   * settings, and returns at once. Each gives what it gives when it is submitted alone; but the
   * prompt is encoded once, and computed once for all requests with the same prompt tokens, {@code
   * prompt_logprobs} and time limit. Each counts as {@code sampling.n()} sequences for {@link
   * EngineSettings#maxSequences()}.
   *
   * <p>This implementation submits them one by one.
   *
   * @param requests any settings each; a request that fails does not touch the others
   * @param listeners the listener of the request at an index
   * @return completes with the completions of each request, in the order of {@code requests};
   *     completes exceptionally only when the engine is closed or broken
   */
  default CompletableFuture<List<List<Completion>>> submitTogether(
      List<GenerationRequest> requests, IntFunction<CompletionListener> listeners) {
    List<CompletableFuture<List<Completion>>> each = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      each.add(submit(requests.get(i), listeners.apply(i)));
    }
    return inOrder(each);
  }

  /** As {@link #submitTogether(List, IntFunction)} without listeners. */
  default CompletableFuture<List<List<Completion>>> submitTogether(
      List<GenerationRequest> requests) {
    return submitTogether(requests, index -> CompletionListener.NONE);
  }

  /** Completes when all of the futures have, with their values in the same order. */
  static <T> CompletableFuture<List<T>> inOrder(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> futures.stream().map(CompletableFuture::join).toList());
  }

  /** How it computes; the same as long as it is open. */
  EngineDescription description();

  /** Counters since the engine was opened. */
  EngineStats stats();

  /** Ends the engine; requests in flight complete exceptionally. */
  @Override
  void close();
}
