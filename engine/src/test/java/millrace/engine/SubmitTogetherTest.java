package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.EngineStats;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several sampling settings from one prefill, on a tiny model with a context of 512 tokens. */
class SubmitTogetherTest {
  private static final int SETTINGS = 8;

  /** The prefix cache is off: whatever is shared is shared by the submission. */
  private static final EngineSettings PLAIN =
      EngineSettings.defaults().withThreads(2).withPrefixCache(PrefixCache.OFF);

  private static LoadedModel model;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static GenerationRequest request(String id, int[] prompt, Map<String, Object> sampling) {
    SamplingParams params =
        SamplingParams.defaults().with(Map.of("ignore_eos", true, "seed", 5)).with(sampling);
    return new GenerationRequest(id, new Prompt.TokenIds(prompt), params);
  }

  private static int[] prompt(int seed, int tokens) {
    return new Random(seed).ints(tokens, 3, 512).toArray();
  }

  /** One prompt under settings that differ in all that a sweep varies. */
  private static List<GenerationRequest> sweep(int[] prompt, int newTokens) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int setting = 0; setting < SETTINGS; setting++) {
      Map<String, Object> fields = new HashMap<>();
      fields.put("temperature", setting == 0 ? 0.0 : 0.2 * setting);
      fields.put("top_k", setting % 3 == 1 ? 20 : 0);
      fields.put("min_p", setting % 4 == 2 ? 0.05 : 0.0);
      fields.put("repetition_penalty", 1 + 0.1 * (setting % 3));
      fields.put("n", setting == 0 ? 1 : 1 + setting % 3);
      fields.put("seed", 100 + setting % 2);
      fields.put("logprobs", setting % 3 - 1);
      fields.put("max_new_tokens", newTokens - setting);
      requests.add(request("s" + setting, prompt, fields));
    }
    return requests;
  }

  private static List<List<Completion>> together(
      EngineSettings settings, List<GenerationRequest> requests) {
    try (Engine engine = Engine.open(model, settings)) {
      return engine.submitTogether(requests).join();
    }
  }

  private static void assertAsAlone(
      List<GenerationRequest> requests, List<List<Completion>> completions) {
    try (Engine engine = Engine.open(model, PLAIN.withMaxSequences(1))) {
      for (int i = 0; i < requests.size(); i++) {
        List<Completion> alone = engine.submit(requests.get(i)).join();
        assertThat(completions.get(i))
            .usingRecursiveComparison()
            .ignoringFields("generateMillis")
            .as(requests.get(i).id())
            .isEqualTo(alone);
      }
    }
  }

  @Test
  void settingsOfOnePromptGiveWhatTheyGiveAlone() {
    List<GenerationRequest> requests = sweep(prompt(1, 90), 30);
    assertAsAlone(requests, together(PLAIN, requests));
  }

  @Test
  void moreSamplesThanMayRunAtOnceTakeTurns() {
    List<GenerationRequest> requests = sweep(prompt(2, 90), 30);
    assertAsAlone(requests, together(PLAIN.withMaxSequences(3), requests));
  }

  @Test
  void aPromptIsComputedOnceForAllSettings() {
    int prompts = 5;
    int promptTokens = 440;
    int newTokens = 64;
    try (Engine engine = Engine.open(model, PLAIN.withMaxSequences(64))) {
      for (int i = 0; i < prompts; i++) {
        engine.submitTogether(sweep(prompt(i, promptTokens), newTokens)).join();
      }
      engine.close(); // so that the last step is counted
      EngineStats stats = engine.stats();
      long samples = sweep(prompt(0, 1), newTokens).stream().mapToInt(r -> r.sampling().n()).sum();
      assertThat(stats.prefillTokens()).isEqualTo(prompts * promptTokens);
      assertThat(stats.finishedRequests()).isEqualTo(prompts * samples);
      // The first token of a sample comes out of the prefill; each other one costs a row.
      assertThat(stats.decodeRows()).isEqualTo(stats.decodeTokens() - prompts * samples);
    }
  }

  @Test
  void aPromptThatIsScoredIsScoredOnce() {
    int[] prompt = prompt(3, 100);
    List<GenerationRequest> requests =
        List.of(
            request("a", prompt, Map.of("prompt_logprobs", 2, "max_new_tokens", 5)),
            request("b", prompt, Map.of("prompt_logprobs", 2, "temperature", 0.5)),
            request("c", prompt, Map.of("prompt_logprobs", 0, "max_new_tokens", 4)));
    try (Engine engine = Engine.open(model, PLAIN)) {
      List<List<Completion>> completions = engine.submitTogether(requests).join();
      assertThat(engine.stats().prefillTokens()).isEqualTo(2 * prompt.length);
      assertAsAlone(requests, completions);
    }
  }

  @Test
  void truncationAndTimeLimitsMakePromptsDiffer() {
    int[] prompt = prompt(4, 60);
    int[] tail = Arrays.copyOfRange(prompt, 40, 60);
    GenerationRequest late = request("late", prompt, Map.of());
    List<GenerationRequest> requests =
        List.of(
            request("whole", prompt, Map.of("max_new_tokens", 4)),
            request("cut", prompt, Map.of("truncate_prompt_tokens", 20, "max_new_tokens", 4)),
            request("tail", tail, Map.of("max_new_tokens", 4)),
            new GenerationRequest("late", late.prompt(), late.sampling(), Duration.ZERO));
    try (Engine engine = Engine.open(model, PLAIN)) {
      List<List<Completion>> completions = engine.submitTogether(requests).join();
      assertThat(engine.stats().prefillTokens()).isEqualTo(60 + 20);
      assertThat(completions.get(3).get(0).error().code()).isEqualTo(ErrorCode.DEADLINE);
      assertAsAlone(requests.subList(0, 3), completions.subList(0, 3));
      assertThat(completions.get(1).get(0).tokenIds())
          .isEqualTo(completions.get(2).get(0).tokenIds());
    }
  }

  @Test
  void aRequestThatFailsDoesNotTouchTheOthers() {
    int[] prompt = prompt(5, 30);
    List<GenerationRequest> requests =
        List.of(
            request("bad id", prompt, Map.of("stop_token_ids", List.of(9999), "n", 2)),
            request("good", prompt, Map.of("max_new_tokens", 6)),
            request(
                "no token left",
                prompt,
                Map.of(
                    "allowed_token_ids",
                    List.of(7),
                    "min_tokens",
                    3,
                    "stop_token_ids",
                    List.of(7))),
            request("empty", new int[0], Map.of()),
            request("too long", prompt(5, 600), Map.of()));
    List<List<Completion>> completions = together(PLAIN, requests);
    assertThat(completions.stream().map(row -> row.get(0).error() == null).toList())
        .containsExactly(false, true, false, false, false);
    assertThat(completions.get(0)).extracting(Completion::sampleIndex).containsExactly(0, 1);
    assertAsAlone(requests, completions);
  }

  @Test
  void listenersHearTheirOwnRequest() {
    List<GenerationRequest> requests = sweep(prompt(6, 20), 20);
    List<StringBuilder> heard =
        IntStream.range(0, requests.size()).mapToObj(i -> new StringBuilder()).toList();
    try (Engine engine = Engine.open(model, PLAIN)) {
      List<List<Completion>> completions =
          engine
              .submitTogether(
                  requests,
                  i ->
                      (sample, text) -> {
                        if (sample == 0) {
                          heard.get(i).append(text);
                        }
                      })
              .join();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(heard.get(i)).hasToString(completions.get(i).get(0).text());
      }
    }
  }

  @Test
  void nothingTogetherIsNothing() {
    assertThat(together(PLAIN, List.of())).isEmpty();
  }

  @Test
  void requestsInFlightEndWithTheEngine() {
    Engine engine = Engine.open(model, PLAIN);
    var running = engine.submitTogether(sweep(prompt(7, 20), 480));
    engine.close();
    assertThatThrownBy(running::join).isInstanceOf(CompletionException.class);
    assertThatThrownBy(engine.submitTogether(sweep(prompt(7, 20), 10))::join)
        .isInstanceOf(CompletionException.class);
  }
}
