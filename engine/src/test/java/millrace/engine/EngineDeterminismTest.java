package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promise: the same prompt, settings and seed give the same tokens and log-probabilities, bit
 * for bit, in any batch, admission order, chunk size, thread count, backend, with or without prefix
 * cache and preemption.
 */
class EngineDeterminismTest {
  private static final int REQUESTS = 24;
  private static final int ROUNDS = 12;

  private static LoadedModel model;
  private static List<GenerationRequest> requests;
  private static Map<String, List<Completion>> expected;

  @BeforeAll
  static void generateOneByOneOnScalarKernels() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama/model-f32.gguf"));
    requests = randomRequests(new Random(11));
    EngineSettings alone =
        EngineSettings.defaults()
            .withThreads(1)
            .withMaxSequences(1)
            .withPrefixCache(PrefixCache.OFF)
            .withBackend("scalar");
    expected = new HashMap<>();
    for (GenerationRequest request : requests) {
      try (Engine engine = Engine.open(model, alone)) {
        expected.put(request.id(), engine.submit(request).join());
      }
    }
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void anyCombinationOfSettingsGivesTheSameBits() {
    Random random = new Random(12);
    long preemptions = 0;
    long cached = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EngineSettings settings = randomSettings(random);
      List<GenerationRequest> order = new ArrayList<>(requests);
      Collections.shuffle(order, random);
      try (Engine engine = Engine.open(model, settings)) {
        List<CompletableFuture<List<Completion>>> results =
            order.stream().map(engine::submit).toList();
        for (int i = 0; i < order.size(); i++) {
          String id = order.get(i).id();
          assertSame(settings + " " + id, expected.get(id), results.get(i).join());
        }
        EngineStats stats = engine.stats();
        preemptions += stats.preemptions();
        cached += stats.cachedTokens();
        assertThat(stats.kvBlocksInUse()).as("blocks held at the end").isZero();
      }
    }
    assertThat(preemptions).as("preemptions, or the test shows nothing").isPositive();
    assertThat(cached).as("cached tokens, or the test shows nothing").isPositive();
  }

  private static void assertSame(String what, List<Completion> expected, List<Completion> actual) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Completion a = expected.get(i);
      Completion b = actual.get(i);
      assertThat(b.tokenIds()).as(what).isEqualTo(a.tokenIds());
      assertThat(b.text()).as(what).isEqualTo(a.text());
      assertThat(b.stopReason()).as(what).isEqualTo(a.stopReason());
      assertThat(b.cumulativeLogprob()).as(what).isEqualTo(a.cumulativeLogprob());
      assertThat(b.logprobs()).as(what).isEqualTo(a.logprobs());
      assertThat(b.promptLogprobs()).as(what).isEqualTo(a.promptLogprobs());
    }
  }

  private static EngineSettings randomSettings(Random random) {
    int context = 256;
    int blockFloats = model.description().architecture().kvShape().blockFloats();
    long oneSequence = (context / 16 + 1) * 8L * blockFloats;
    return EngineSettings.defaults()
        .withContext(context)
        .withThreads(1 + random.nextInt(3))
        .withMaxSequences(1 + random.nextInt(16))
        .withStepTokens(1 + random.nextInt(80))
        .withKvCacheBytes(oneSequence * (1 + random.nextInt(3)))
        .withPrefixCache(random.nextBoolean() ? PrefixCache.ON : PrefixCache.OFF)
        .withBackend(random.nextInt(4) == 0 ? "scalar" : "vector");
  }

  private static List<GenerationRequest> randomRequests(Random random) {
    int[] preamble = random.ints(70, 3, 512).toArray();
    List<GenerationRequest> all = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int shared = random.nextInt(3) == 0 ? 0 : random.nextInt(preamble.length);
      int[] own = random.ints(1 + random.nextInt(40), 3, 512).toArray();
      int[] ids =
          IntStream.concat(java.util.Arrays.stream(preamble, 0, shared), IntStream.of(own))
              .toArray();
      all.add(new GenerationRequest("r" + i, new Prompt.TokenIds(ids), randomSampling(random, i)));
    }
    return all;
  }

  private static SamplingParams randomSampling(Random random, int index) {
    Map<String, Object> fields = new HashMap<>();
    boolean greedy = random.nextInt(4) == 0;
    fields.put("temperature", greedy ? 0.0 : 0.5 + random.nextDouble());
    fields.put("top_k", random.nextInt(3) == 0 ? 20 : 0);
    fields.put("top_p", random.nextInt(3) == 0 ? 0.9 : 1.0);
    fields.put("repetition_penalty", random.nextInt(3) == 0 ? 1.2 : 1.0);
    fields.put("max_new_tokens", 1 + random.nextInt(60));
    fields.put("seed", (long) index);
    fields.put("n", greedy ? 1 : 1 + random.nextInt(5));
    fields.put("logprobs", random.nextInt(2) == 0 ? 3 : -1);
    fields.put("prompt_logprobs", random.nextInt(4) == 0 ? 2 : -1);
    return SamplingParams.defaults().with(fields);
  }
}
