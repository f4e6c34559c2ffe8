package millrace.engine.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  /** How it computes; the same as long as it is open. */
  EngineDescription description();

  /** Counters since the engine was opened. */
  EngineStats stats();

  /** Ends the engine; requests in flight complete exceptionally. */
  @Override
  void close();
}
