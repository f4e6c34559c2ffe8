package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.EngineStats;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.KvType;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.cache.KvShape;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine makes of requests with beams, on a tiny model. */
class BeamSearchTest {
  private static final int CONTEXT = 256;
  private static final EngineSettings SETTINGS =
      EngineSettings.defaults().withThreads(2).withContext(CONTEXT).withCompute(Compute.F32);

  private static LoadedModel model;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static int[] prompt(int tokens) {
    return new Random(tokens).ints(tokens, 3, 512).toArray();
  }

  private static GenerationRequest beams(int[] prompt, int width, Map<String, Object> more) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("beam_width", width);
    fields.put("n", width);
    fields.put("max_new_tokens", 24);
    fields.put("ignore_eos", true);
    fields.putAll(more);
    SamplingParams sampling = SamplingParams.defaults().with(fields);
    return new GenerationRequest("row", new Prompt.TokenIds(prompt), sampling);
  }

  private static List<Completion> run(EngineSettings settings, GenerationRequest request) {
    try (Engine engine = Engine.open(model, settings)) {
      return engine.submit(request).join();
    }
  }

  private static EngineStats stats(GenerationRequest request) {
    Engine engine = Engine.open(model, SETTINGS.withPrefixCache(PrefixCache.OFF));
    engine.submit(request).join();
    engine.close(); // so that the last step is counted
    return engine.stats();
  }

  @Test
  void completionsComeInOrderOfTheirScore() {
    List<Completion> completions =
        run(SETTINGS, beams(prompt(40), 4, Map.of("length_penalty", 0.0, "logprobs", 2)));
    assertThat(completions).extracting(Completion::sampleIndex).containsExactly(0, 1, 2, 3);
    assertThat(completions).extracting(completion -> -completion.cumulativeLogprob()).isSorted();
    assertThat(completions)
        .extracting(completion -> List.of(completion.tokenIds()))
        .doesNotHaveDuplicates();
    for (Completion completion : completions) {
      double sum = completion.logprobs().stream().mapToDouble(entry -> entry.logprob()).sum();
      assertThat(completion.cumulativeLogprob()).isCloseTo(sum, within(1e-9));
      assertThat(completion.logprobs()).extracting(entry -> entry.top().size()).containsOnly(2);
      assertThat(completion.logprobs().stream().mapToInt(entry -> entry.tokenId()).toArray())
          .isEqualTo(completion.tokenIds());
    }
  }

  @Test
  void theBestHypothesisIsNoWorseThanGreedy() {
    int[] prompt = prompt(33);
    Map<String, Object> plain = Map.of("beam_width", 1, "n", 1, "temperature", 0.0);
    Completion greedy = run(SETTINGS, beams(prompt, 1, plain)).get(0);
    Completion best = run(SETTINGS, beams(prompt, 5, Map.of())).get(0);
    assertThat(best.cumulativeLogprob()).isGreaterThanOrEqualTo(greedy.cumulativeLogprob());
  }

  @Test
  void aSearchCostsAsManyRowsAsItHasBeams() {
    int width = 4;
    int[] prompt = prompt(100);
    EngineStats search = stats(beams(prompt, width, Map.of()));
    EngineStats samples = stats(beams(prompt, 1, Map.of("n", width)));
    assertThat(search.prefillTokens()).isEqualTo(prompt.length);
    assertThat(search.decodeRows()).isEqualTo(width * 23).isEqualTo(samples.decodeRows());
    assertThat(search.logitRows()).isEqualTo(samples.logitRows());
    assertThat(search.finishedRequests()).isEqualTo(width);
    assertThat(search.kvBlocksInUse()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64})
  void beamsThatMayNotRunTogetherTakeTurns(int maxSequences) {
    GenerationRequest request = beams(prompt(50), 5, Map.of());
    EngineSettings turns = SETTINGS.withMaxSequences(maxSequences).withStepTokens(7);
    assertSame(run(SETTINGS, request), run(turns, request));
  }

  /** Without a prefix cache every beam that gave its blocks up begins anew. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void beamsThatHaveNoRoomTogetherAreComputedAgain(boolean prefixCache) {
    GenerationRequest request = beams(prompt(215), 6, Map.of());
    EngineSettings roomy = SETTINGS.withKvType(KvType.F32);
    KvShape shape = model.description().architecture().kvShape().withType(KvType.F32);
    EngineSettings small =
        roomy
            .withKvCacheBytes((KvShape.blocksFor(CONTEXT) + 1) * shape.blockBytes())
            .withPrefixCache(prefixCache ? PrefixCache.ON : PrefixCache.OFF);
    List<Completion> expected = run(roomy, request);
    Engine engine = Engine.open(model, small);
    assertSame(expected, engine.submit(request).join());
    engine.close();
    assertThat(engine.stats().prefillTokens())
        .as("tokens computed again, or the test shows nothing")
        .isGreaterThan(215);
    assertThat(engine.stats().kvBlocksInUse()).isZero();
  }

  private static void assertSame(List<Completion> expected, List<Completion> actual) {
    assertThat(actual)
        .usingRecursiveComparison()
        .ignoringFields("generateMillis", "cachedPromptTokens")
        .isEqualTo(expected);
  }

  @Test
  void endsWhenTheContextIsFull() {
    List<Completion> completions = run(SETTINGS, beams(prompt(250), 3, Map.of()));
    assertThat(completions)
        .extracting(Completion::stopReason)
        .containsOnly(StopReason.CONTEXT_FULL);
    assertThat(completions).extracting(Completion::completionTokens).containsOnly(6);
  }

  @Test
  void completionsWithoutAHypothesisFail() {
    List<Completion> completions =
        run(SETTINGS, beams(prompt(9), 2, Map.of("allowed_token_ids", List.of(7))));
    assertThat(completions.get(0).error()).isNull();
    assertThat(IntStream.of(completions.get(0).tokenIds())).hasSize(24).containsOnly(7);
    assertThat(completions.get(1).error().message())
        .isEqualTo("Cannot sample: n, 2, must be at most 1, the rules leave no more hypotheses");
  }

  @Test
  void aTimeLimitEndsTheWholeSearch() {
    GenerationRequest request = beams(prompt(9), 3, Map.of());
    GenerationRequest late =
        new GenerationRequest("late", request.prompt(), request.sampling(), Duration.ZERO);
    assertThat(run(SETTINGS, late))
        .extracting(completion -> completion.error().code())
        .containsExactly(ErrorCode.DEADLINE, ErrorCode.DEADLINE, ErrorCode.DEADLINE);
  }

  @Test
  void invalidTokensAreRefusedForAllCompletions() {
    assertThat(run(SETTINGS, beams(prompt(9), 3, Map.of("stop_token_ids", List.of(512)))))
        .hasSize(3)
        .allSatisfy(
            completion ->
                assertThat(completion.error().code()).isEqualTo(ErrorCode.INVALID_SAMPLING));
  }

  @Test
  void samplesAndBeamsShareAPrompt() {
    int[] prompt = prompt(90);
    GenerationRequest beams = beams(prompt, 4, Map.of("n", 2));
    GenerationRequest samples = beams(prompt, 1, Map.of("n", 3, "seed", 4));
    Engine engine = Engine.open(model, SETTINGS.withPrefixCache(PrefixCache.OFF));
    List<List<Completion>> together = engine.submitTogether(List.of(samples, beams, beams)).join();
    engine.close();
    assertThat(engine.stats().prefillTokens()).isEqualTo(90);
    assertSame(run(SETTINGS, samples), together.get(0));
    assertSame(run(SETTINGS, beams), together.get(1));
    assertSame(run(SETTINGS, beams), together.get(2));
  }
}
