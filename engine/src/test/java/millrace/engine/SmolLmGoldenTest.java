package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Completion;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.testing.SharedFiles;
import millrace.engine.text.SpecialTokensInText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine with a real model in float32 against transformers; see shared/golden/README.md. */
class SmolLmGoldenTest {
  private static final double TOP_LOGPROB_TOLERANCE = 2e-3;
  private static final double NEAR_TIE = 5e-3;
  private static final double MEAN_NLL_TOLERANCE = 1e-4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static LoadedModel model;
  private static Engine engine;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    engine = Engine.open(model, EngineSettings.defaults().withCompute(Compute.F32));
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
      model.close();
    }
  }

  @Test
  void allFortyCasesAgreeFromTextAndFromMessages() throws IOException {
    SamplingParams sampling =
        SamplingParams.greedy(64).with(Map.of("ignore_eos", true, "logprobs", 20));
    List<JsonNode> cases = new ArrayList<>();
    List<CompletableFuture<List<Completion>>> results = new ArrayList<>();
    for (String line : Files.readAllLines(SharedFiles.require("golden/smollm2/cases.jsonl"))) {
      JsonNode expected = JSON.readTree(line);
      cases.add(expected);
      results.add(
          engine.submit(
              new GenerationRequest(expected.get("id").asText(), prompt(expected), sampling)));
    }
    assertThat(cases).hasSize(40);
    for (int i = 0; i < cases.size(); i++) {
      check(cases.get(i), results.get(i).join().get(0));
    }
  }

  private static Prompt prompt(JsonNode expected) {
    if (!expected.hasNonNull("messages")) {
      return new Prompt.Text(expected.get("prompt").asText());
    }
    List<ChatMessage> messages = new ArrayList<>();
    expected
        .get("messages")
        .forEach(
            m -> messages.add(new ChatMessage(m.get("role").asText(), m.get("content").asText())));
    return new Prompt.Messages(messages);
  }

  private static void check(JsonNode expected, Completion actual) {
    String id = expected.get("id").asText();
    assertThat(actual.error()).as(id).isNull();
    assertThat(actual.promptTokens()).as(id).isEqualTo(expected.get("prompt_ids").size());
    checkFirstToken(id, expected, actual.logprobs().get(0));
    int[] greedy = ints(expected.get("greedy_ids"));
    int same = 0;
    while (same < greedy.length && actual.tokenIds()[same] == greedy[same]) {
      same++;
    }
    if (same < greedy.length) {
      assertThat(expected.get("greedy_gaps").get(same).asDouble())
          .as("%s: gap at step %d, the first to differ", id, same)
          .isLessThan(NEAR_TIE);
    } else {
      assertThat(actual.text()).as(id).isEqualTo(textWithoutSpecials(greedy));
    }
  }

  private static void checkFirstToken(String id, JsonNode expected, TokenLogprobs actual) {
    int[] ids = ints(expected.get("top20_ids"));
    for (int i = 0; i < ids.length; i++) {
      int token = ids[i];
      double logprob = expected.get("top20_logprobs").get(i).asDouble();
      // The last of the twenty may change places with the twenty-first in a tie.
      actual.top().stream()
          .filter(entry -> entry.tokenId() == token)
          .findAny()
          .ifPresentOrElse(
              entry ->
                  assertThat((double) entry.logprob())
                      .as("%s: token %d", id, token)
                      .isCloseTo(logprob, within(TOP_LOGPROB_TOLERANCE)),
              () ->
                  assertThat(logprob)
                      .as("%s: token %d is missing", id, token)
                      .isCloseTo(
                          expected.get("top20_logprobs").get(19).asDouble(),
                          within(TOP_LOGPROB_TOLERANCE)));
    }
  }

  private static String textWithoutSpecials(int[] ids) {
    return model.tokenizer().decode(ids, SpecialTokensInText.SKIP);
  }

  @Test
  void perplexityAgrees() throws IOException {
    JsonNode expected =
        JSON.readTree(SharedFiles.require("golden/smollm2/perplexity.json").toFile());
    int window = expected.get("window").asInt();
    int[] ids = ints(expected.get("ids"));
    SamplingParams sampling = SamplingParams.greedy(1).with(Map.of("prompt_logprobs", 0));
    List<CompletableFuture<List<Completion>>> results =
        IntStream.range(0, ids.length / window)
            .mapToObj(i -> Arrays.copyOfRange(ids, i * window, (i + 1) * window))
            .map(part -> new GenerationRequest("window", new Prompt.TokenIds(part), sampling))
            .map(engine::submit)
            .toList();
    double sum = 0;
    int scored = 0;
    for (int i = 0; i < results.size(); i++) {
      List<TokenLogprobs> logprobs = results.get(i).join().get(0).promptLogprobs();
      double nll = -logprobs.stream().mapToDouble(TokenLogprobs::logprob).sum();
      double expectedNll = expected.get("window_nll_sum").get(i).asDouble();
      assertThat(nll / expectedNll).as("window %d", i).isCloseTo(1, within(MEAN_NLL_TOLERANCE));
      sum += nll;
      scored += logprobs.size();
    }
    assertThat(sum / scored / expected.get("mean_nll").asDouble())
        .isCloseTo(1, within(MEAN_NLL_TOLERANCE));
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
