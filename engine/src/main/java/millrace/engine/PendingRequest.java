package millrace.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowException;

/** A request that the engine works on, with those who wait for it. */
final class PendingRequest {
  private final GenerationRequest request;
  private final CompletionListener listener;
  private final CompletableFuture<List<Completion>> completions = new CompletableFuture<>();
  private final List<Completion> done;

  PendingRequest(GenerationRequest request, CompletionListener listener) {
    this.request = request;
    this.listener = listener;
    this.done = new ArrayList<>(request.sampling().n());
  }

  GenerationRequest request() {
    return request;
  }

  CompletionListener listener() {
    return listener;
  }

  /** Completes with all samples in the order of their index. */
  CompletableFuture<List<Completion>> completions() {
    return completions;
  }

  /** The seed that the request's random numbers are keyed with. */
  long seed() {
    Long seed = request.sampling().seed();
    return seed == null ? 0 : seed;
  }

  /** Takes a sample that is done; called by one thread at a time, once for each sample. */
  void finish(Completion completion) {
    done.add(completion);
    if (done.size() == request.sampling().n()) {
      done.sort(Comparator.comparingInt(Completion::sampleIndex));
      completions.complete(List.copyOf(done));
    }
  }

  /** Ends all samples with the same error, before any was begun. */
  void refuse(RowException error) {
    completions.complete(
        IntStream.range(0, request.sampling().n())
            .mapToObj(i -> Completion.failed(request.id(), i, seed(), error.toRowError()))
            .toList());
  }
}
