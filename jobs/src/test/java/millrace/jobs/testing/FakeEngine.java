package millrace.jobs.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineStats;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;

/**
 * Completes prompts without a model: the tokens follow from prompt, seed and sample index alone, as
 * an engine promises. Requests end in another order than they came.
 */
final class FakeEngine implements GenerationEngine {
  static final int CONTEXT = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final LongAdder completed = new LongAdder();

  @Override
  public CompletableFuture<List<Completion>> submit(
      GenerationRequest request, CompletionListener listener) {
    try {
      return CompletableFuture.supplyAsync(() -> complete(request), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private List<Completion> complete(GenerationRequest request) {
    pause();
    completed.increment();
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < request.sampling().n(); sample++) {
      completions.add(complete(request, sample));
    }
    return completions;
  }

  private static Completion complete(GenerationRequest request, int sample) {
    String prompt = ((Prompt.Text) request.prompt()).text();
    long seed = request.sampling().seed();
    int promptTokens = promptTokens(request);
    if (promptTokens >= CONTEXT) {
      RowError error =
          new RowError(
              ErrorCode.PROMPT_TOO_LONG,
              "Cannot generate: prompt tokens, " + promptTokens + ", context " + CONTEXT);
      return Completion.failed(request.id(), sample, seed, error);
    }
    int[] ids = tokens(request, prompt, seed, sample);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(' ').append(id);
    }
    StopReason reason =
        ids.length == request.sampling().maxNewTokens() ? StopReason.LENGTH : StopReason.EOS;
    return new Completion(
        request.id(),
        sample,
        text.toString(),
        ids,
        promptTokens,
        0,
        reason,
        null,
        -ids.length,
        seed,
        ThreadLocalRandom.current().nextLong(1000),
        null,
        null,
        null);
  }

  /** One for each byte. */
  static int promptTokens(GenerationRequest request) {
    return ((Prompt.Text) request.prompt()).text().getBytes(StandardCharsets.UTF_8).length;
  }

  private static int[] tokens(GenerationRequest request, String prompt, long seed, int sample) {
    long state = prompt.hashCode() * 31L + seed * 1_000_003L + sample;
    if (request.sampling().isGreedy()) {
      state = prompt.hashCode();
    }
    int count = 1 + (int) Math.floorMod(state, 12L);
    int[] ids = new int[Math.min(count, request.sampling().maxNewTokens())];
    for (int i = 0; i < ids.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      ids[i] = (int) (state >>> 54);
    }
    return ids;
  }

  private static void pause() {
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(800));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public EngineDescription description() {
    return new EngineDescription("fake", "none", "none");
  }

  @Override
  public EngineStats stats() {
    long done = completed.sum();
    return new EngineStats(
        10 * done, done, 0, 0, 0, 0, 7, 0, 3, done, 0, 0, 0, 0, 0, 5, 9, 2, 1, Map.of());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
