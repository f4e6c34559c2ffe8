package millrace.datasets.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.engine.Engine;
import millrace.engine.LoadedModel;
import millrace.engine.PromptEncoder;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Completion;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped model against PyTorch; the fixture is made by datasets/embedded-model/golden.py. */
class EmbeddedModelTest {
  private static final double TOLERANCE = 2e-3;
  private static final double NEAR_TIE = 5e-3;

  private static LoadedModel model;
  private static Engine engine;
  private static JsonNode cases;

  @BeforeAll
  static void open() throws IOException {
    Path path = EmbeddedResources.inTemporaryFolder().file(EmbeddedResources.MODEL);
    model = LoadedModel.open(path);
    engine = Engine.open(model, EngineSettings.defaults().withCompute(Compute.F32));
    try (InputStream in =
        EmbeddedModelTest.class.getResourceAsStream("/millrace/datasets/embedded-golden.json")) {
      cases = new ObjectMapper().readTree(in).get("cases");
    }
  }

  @AfterAll
  static void close() {
    engine.close();
    model.close();
  }

  @Test
  void promptsHaveTheReferencesTokens() {
    PromptEncoder encoder = new PromptEncoder(model, Clock.systemUTC());
    assertThat(cases).hasSizeGreaterThanOrEqualTo(10);
    for (JsonNode expected : cases) {
      assertThat(encoder.encode(prompt(expected)))
          .as(expected.get("name").asText())
          .isEqualTo(ints(expected.get("prompt_ids")));
    }
  }

  @Test
  void greedyCompletionsAreTheReferences() {
    for (JsonNode expected : cases) {
      int[] greedy = ints(expected.get("greedy_ids"));
      Completion actual =
          run(expected, Map.of("ignore_eos", true, "logprobs", 5, "max_new_tokens", greedy.length));
      checkFirstToken(expected, actual.logprobs().get(0));
      checkTokens(expected, greedy, actual.tokenIds());
    }
  }

  private static void checkTokens(JsonNode expected, int[] greedy, int[] actual) {
    int same = 0;
    while (same < greedy.length && actual[same] == greedy[same]) {
      same++;
    }
    if (same < greedy.length) {
      assertThat(expected.get("greedy_gaps").get(same).asDouble())
          .as("%s: gap at step %d", expected.get("name").asText(), same)
          .isLessThan(NEAR_TIE);
    }
  }

  private static void checkFirstToken(JsonNode expected, TokenLogprobs actual) {
    JsonNode top = expected.get("top5");
    for (int i = 0; i < actual.top().size(); i++) {
      assertThat((double) actual.top().get(i).logprob())
          .isCloseTo(top.get("logprobs").get(i).asDouble(), within(TOLERANCE));
    }
    assertThat(actual.tokenId()).isEqualTo(top.get("ids").get(0).asInt());
  }

  @Test
  void itEndsItsTalesAndFitsTheSizeThatWasPromised() throws IOException {
    long ended =
        IntStream.range(0, cases.size())
            .mapToObj(i -> run(cases.get(i), Map.of("max_new_tokens", 400)))
            .filter(completion -> completion.stopReason() == StopReason.EOS)
            .count();
    assertThat(ended).as("tales that end by themselves").isGreaterThan(cases.size() / 2);
    assertThat(Files.size(model.tensors().files().get(0))).isLessThan(8_000_000);
    assertThat(model.description().architecture().context()).isGreaterThanOrEqualTo(512);
  }

  private static Completion run(JsonNode expected, Map<String, Object> sampling) {
    SamplingParams params = SamplingParams.greedy(400).with(sampling);
    String name = expected.get("name").asText();
    return engine.submit(new GenerationRequest(name, prompt(expected), params)).join().get(0);
  }

  private static Prompt prompt(JsonNode expected) {
    if (expected.hasNonNull("prompt")) {
      return new Prompt.Text(expected.get("prompt").asText());
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : expected.get("messages")) {
      messages.add(new ChatMessage(message.get("role").asText(), message.get("content").asText()));
    }
    return new Prompt.Messages(messages);
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
