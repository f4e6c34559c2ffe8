package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;

/** An engine that runs for long holds no more than after a short while. */
class SteadyHeapTest {
  private static final int WARM_UP = 2_000;
  private static final int REQUESTS = 10_000;

  /** What a single object kept for each request would exceed by far. */
  private static final long MOST_GROWTH = 16L * (REQUESTS - WARM_UP);

  @Test
  void tenThousandRequestsLeaveNothingBehind() {
    EngineSettings settings =
        EngineSettings.defaults()
            .withThreads(2)
            .withContext(64)
            .withSpeculativeTokens(4)
            .withKvCacheBytes(4 << 20);
    try (LoadedModel model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
        Engine engine = Engine.open(model, settings)) {
      Random random = new Random(3);
      complete(engine, random, WARM_UP);
      long before = usedHeap();
      complete(engine, random, REQUESTS - WARM_UP);
      assertThat(usedHeap() - before).isLessThan(MOST_GROWTH);
      assertThat(engine.stats().finishedRequests()).isEqualTo(REQUESTS);
    }
  }

  /** Keeps a hundred requests in flight. */
  private static void complete(Engine engine, Random random, int requests) {
    Deque<CompletableFuture<List<Completion>>> open = new ArrayDeque<>();
    for (int i = 0; i < requests; i++) {
      if (open.size() == 100) {
        assertThat(open.removeFirst().join().get(0).error()).isNull();
      }
      open.addLast(engine.submit(request(random, i)));
    }
    open.forEach(CompletableFuture::join);
  }

  private static GenerationRequest request(Random random, int index) {
    int[] ids = random.ints(1 + random.nextInt(20), 3, 60).toArray();
    SamplingParams sampling =
        SamplingParams.defaults()
            .with(
                Map.of(
                    "temperature", index % 2,
                    "max_new_tokens", 1 + random.nextInt(6),
                    "repetition_penalty", index % 3 == 0 ? 1.1 : 1.0,
                    "stop", index % 5 == 0 ? List.of("ab") : List.of(),
                    "logprobs", index % 7 == 0 ? 2 : -1));
    return new GenerationRequest("r" + index, new Prompt.TokenIds(ids), sampling);
  }

  /** Bytes in use after a collection; the least of a few, since others allocate meanwhile. */
  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
