package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.KvType;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.cache.KvShape;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise: the same prompt, settings and seed give the same tokens and log-probabilities, bit
 * for bit, in any batch, admission order, chunk size, thread count, backend, with or without prefix
 * cache, speculative decoding and preemption, submitted alone or together.
 */
class EngineDeterminismTest {
  private static final int REQUESTS = 24;
  private static final int ROUNDS = 9;
  private static final List<String> RULES =
      List.of("letters:15", "repetition:2,1", "sentences:1", "letters:-2");
  private static final List<KvType> KV_TYPES = List.of(KvType.F32, KvType.BF16, KvType.INT8);

  private static final Map<String, LoadedModel> models = new HashMap<>();
  private static List<GenerationRequest> requests;

  /**
   * What must agree: a number type, the backend that says what is right, one request at a time on
   * one thread, and those that must give the same; on a model, with each type of the KV cache.
   */
  private enum Promise {
    F32(Compute.F32, "scalar", List.of("scalar", "vector")),
    INT8(Compute.INT8, "scalar", List.of("scalar", "vector", "onednn")),
    BF16(Compute.BF16, "scalar", List.of("scalar", "vector")),
    F32_IN_ONEDNN(Compute.F32, "onednn", List.of("onednn")),
    BF16_IN_ONEDNN(Compute.BF16, "onednn", List.of("onednn")),
    WINDOWS_AND_SOFT_CAPS(Compute.INT8, "scalar", List.of("scalar", "vector"), "gemma2");

    private final Compute compute;
    private final String oracle;
    private final List<String> backends;
    private final String model;

    Promise(Compute compute, String oracle, List<String> backends) {
      this(compute, oracle, backends, "llama");
    }

    Promise(Compute compute, String oracle, List<String> backends, String model) {
      this.compute = compute;
      this.oracle = oracle;
      this.backends = backends;
      this.model = model;
    }

    LoadedModel open() {
      return models.computeIfAbsent(
          model,
          name ->
              LoadedModel.open(SharedFiles.require("golden/models/" + name + "/model-f32.gguf")));
    }
  }

  @BeforeAll
  static void makeRequests() {
    requests = randomRequests(new Random(11));
  }

  @AfterAll
  static void close() {
    models.values().forEach(LoadedModel::close);
    models.clear();
  }

  @ParameterizedTest
  @EnumSource
  void anyCombinationOfSettingsGivesTheSameBits(Promise promise) {
    Map<KvType, Map<String, List<Completion>>> expected = new EnumMap<>(KvType.class);
    KV_TYPES.forEach(type -> expected.put(type, oneByOne(promise, type)));
    Random random = new Random(12);
    long preemptions = 0;
    long cached = 0;
    long accepted = 0;
    long rejected = 0;
    for (int round = 0; round < ROUNDS; round++) {
      KvType kvType = KV_TYPES.get(round % KV_TYPES.size());
      EngineSettings settings = randomSettings(random, promise, kvType);
      List<GenerationRequest> order = new ArrayList<>(requests);
      Collections.shuffle(order, random);
      try (Engine engine = Engine.open(promise.open(), settings)) {
        List<List<Completion>> results = submit(engine, order, random.nextBoolean());
        for (int i = 0; i < order.size(); i++) {
          String id = order.get(i).id();
          assertSame(settings + " " + id, expected.get(kvType).get(id), results.get(i));
        }
        EngineStats stats = engine.stats();
        preemptions += stats.preemptions();
        cached += stats.cachedTokens();
        accepted += stats.acceptedTokens();
        rejected += stats.proposedTokens() - stats.acceptedTokens();
        assertThat(stats.kvBlocksInUse()).as("blocks held at the end").isZero();
      }
    }
    assertThat(
            expected.values().stream()
                .flatMap(byId -> byId.values().stream())
                .flatMap(List::stream))
        .extracting(Completion::stopReason)
        .as("reasons, or the test shows nothing")
        .contains(
            StopReason.LENGTH,
            StopReason.STOP_STRING,
            StopReason.STOP_TOKEN,
            StopReason.APPLICATION,
            StopReason.ERROR);
    assertThat(preemptions).as("preemptions, or the test shows nothing").isPositive();
    assertThat(cached).as("cached tokens, or the test shows nothing").isPositive();
    assertThat(accepted).as("accepted proposals, or the test shows nothing").isPositive();
    assertThat(rejected).as("rejected proposals, or the test shows nothing").isPositive();
  }

  /** All at once: those with the same prompt share a prefill when they are submitted together. */
  private static List<List<Completion>> submit(
      Engine engine, List<GenerationRequest> order, boolean together) {
    if (together) {
      return engine.submitTogether(order).join();
    }
    List<CompletableFuture<List<Completion>>> results = order.stream().map(engine::submit).toList();
    return results.stream().map(CompletableFuture::join).toList();
  }

  private static Map<String, List<Completion>> oneByOne(Promise promise, KvType kvType) {
    EngineSettings alone =
        EngineSettings.defaults()
            .withThreads(1)
            .withMaxSequences(1)
            .withPrefixCache(PrefixCache.OFF)
            .withCompute(promise.compute)
            .withKvType(kvType)
            .withBackend(promise.oracle);
    Map<String, List<Completion>> expected = new HashMap<>();
    try (Engine engine = Engine.open(promise.open(), alone)) {
      requests.forEach(r -> expected.put(r.id(), engine.submit(r).join()));
    } catch (ConfigException e) {
      Assumptions.abort("oneDNN does not run here: " + e.getMessage());
    }
    return expected;
  }

  private static void assertSame(String what, List<Completion> expected, List<Completion> actual) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Completion a = expected.get(i);
      Completion b = actual.get(i);
      assertThat(b.tokenIds()).as(what).isEqualTo(a.tokenIds());
      assertThat(b.text()).as(what).isEqualTo(a.text());
      assertThat(b.stopReason()).as(what).isEqualTo(a.stopReason());
      assertThat(b.stopMatch()).as(what).isEqualTo(a.stopMatch());
      assertThat(b.cumulativeLogprob()).as(what).isEqualTo(a.cumulativeLogprob());
      assertThat(b.logprobs()).as(what).isEqualTo(a.logprobs());
      assertThat(b.promptLogprobs()).as(what).isEqualTo(a.promptLogprobs());
      assertThat(b.entropy()).as(what).isEqualTo(a.entropy());
      assertThat(b.error()).as(what).isEqualTo(a.error());
    }
  }

  private static EngineSettings randomSettings(Random random, Promise promise, KvType kvType) {
    int context = 256;
    KvShape shape = promise.open().description().architecture().kvShape().withType(kvType);
    long oneSequence = (KvShape.blocksFor(context) + 1) * shape.blockBytes();
    return EngineSettings.defaults()
        .withContext(context)
        .withThreads(1 + random.nextInt(3))
        .withMaxSequences(1 + random.nextInt(16))
        .withStepTokens(1 + random.nextInt(80))
        .withKvCacheBytes(oneSequence * (1 + random.nextInt(3)))
        .withKvType(kvType)
        .withPrefixCache(random.nextBoolean() ? PrefixCache.ON : PrefixCache.OFF)
        .withSpeculativeTokens(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(9))
        .withCompute(promise.compute)
        .withBackend(promise.backends.get(random.nextInt(promise.backends.size())));
  }

  private static List<GenerationRequest> randomRequests(Random random) {
    int[] preamble = random.ints(70, 3, 512).toArray();
    List<GenerationRequest> all = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      boolean again = i > 0 && random.nextInt(3) == 0;
      Prompt prompt =
          again ? all.get(random.nextInt(i)).prompt() : new Prompt.TokenIds(ids(random, preamble));
      all.add(new GenerationRequest("r" + i, prompt, randomSampling(random, i)));
    }
    return all;
  }

  private static int[] ids(Random random, int[] preamble) {
    int shared = random.nextInt(3) == 0 ? 0 : random.nextInt(preamble.length);
    int[] own = ownTokens(random);
    return IntStream.concat(java.util.Arrays.stream(preamble, 0, shared), IntStream.of(own))
        .toArray();
  }

  /** Half of them repeat few tokens, so that there is something to look up. */
  private static int[] ownTokens(Random random) {
    int kinds = random.nextBoolean() ? 4 : 500;
    return random.ints(1 + random.nextInt(40), 3, 3 + kinds).toArray();
  }

  private static SamplingParams randomSampling(Random random, int index) {
    Map<String, Object> fields = new HashMap<>();
    boolean greedy = random.nextInt(4) == 0;
    fields.put("temperature", greedy ? 0.0 : 0.1 + random.nextDouble());
    fields.put("top_k", random.nextInt(3) == 0 ? 20 : 0);
    fields.put("top_p", random.nextInt(3) == 0 ? 0.9 : 1.0);
    fields.put("repetition_penalty", random.nextInt(3) == 0 ? 1.2 : 1.0);
    fields.put("frequency_penalty", random.nextInt(4) == 0 ? 0.3 : 0.0);
    fields.put("bad_words", random.nextInt(4) == 0 ? List.of("th", "e") : List.of());
    fields.put("stop", random.nextInt(3) == 0 ? List.of("an", "z") : List.of());
    fields.put("min_tokens", random.nextInt(3) == 0 ? 1 : 0);
    fields.put("max_new_tokens", 1 + random.nextInt(60));
    fields.put("seed", (long) index);
    fields.put("n", greedy ? 1 : 1 + random.nextInt(5));
    fields.put("logprobs", random.nextInt(2) == 0 ? 3 : -1);
    fields.put("prompt_logprobs", random.nextInt(4) == 0 ? 2 : -1);
    fields.put("entropy", index % 2 == 0);
    if (index % 3 == 2) { // the others go on for longer
      fields.put("typical_p", index % 2 == 0 ? 0.8 : 1.0);
      fields.put("stop_condition", RULES.get(index / 3 % RULES.size()));
    } else if (index % 3 == 1) {
      searchInstead(fields, random);
    }
    return SamplingParams.defaults().with(fields);
  }

  /** Makes a beam search of it, with the rules that it has. */
  private static void searchInstead(Map<String, Object> fields, Random random) {
    int width = 2 + random.nextInt(3);
    fields.put("beam_width", width);
    fields.put("n", 1 + random.nextInt(width));
    fields.put("length_penalty", random.nextInt(4) - 1.0);
    fields.put("early_stopping", List.of(true, false, "never").get(random.nextInt(3)));
    fields.put("stop_token_ids", random.ints(40, 3, 512).boxed().toList()); // or none would end
    fields.put("max_new_tokens", 2 + random.nextInt(20));
    fields.putAll(Map.of("temperature", 1.0, "top_k", 0, "top_p", 1.0, "stop", List.of()));
  }
}
