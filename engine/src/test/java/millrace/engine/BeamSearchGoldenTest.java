package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.engine.api.Completion;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.KvType;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beam search against transformers; the script that made the cases is in src/test/python. */
class BeamSearchGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama-tied", "qwen3", "gemma3", "gpt2", "mixtral"})
  void findsWhatTransformersFinds(String name) throws IOException {
    List<JsonNode> cases = cases(name);
    assertThat(cases).hasSizeGreaterThan(20);
    EngineSettings exact =
        EngineSettings.defaults().withCompute(Compute.F32).withKvType(KvType.F32).withThreads(2);
    try (LoadedModel model = LoadedModel.open(SharedFiles.require("golden/models/" + name));
        Engine engine = Engine.open(model, exact)) {
      List<List<Completion>> results =
          engine.submitTogether(cases.stream().map(BeamSearchGoldenTest::request).toList()).join();
      for (int i = 0; i < cases.size(); i++) {
        check(cases.get(i), results.get(i));
      }
    }
  }

  private static void check(JsonNode expected, List<Completion> actual) {
    JsonNode sampling = expected.get("sampling");
    assertThat(actual).as("%s", sampling).hasSize(sampling.get("n").asInt());
    for (int i = 0; i < actual.size(); i++) {
      Completion completion = actual.get(i);
      assertThat(completion.error()).as("%s", sampling).isNull();
      assertThat(completion.tokenIds())
          .as("%s, hypothesis %d", sampling, i)
          .isEqualTo(ids(expected.get("rows").get(i)));
      assertThat(completion.stopReason()).isEqualTo(reason(sampling, completion));
      if (!sampling.has("repetition_penalty")) { // otherwise scores are not of raw probabilities
        double length =
            Math.pow(completion.completionTokens(), sampling.get("length_penalty").asDouble());
        assertThat(completion.cumulativeLogprob() / length)
            .as("%s, score of hypothesis %d", sampling, i)
            .isCloseTo(expected.get("scores").get(i).asDouble(), within(1e-3));
      }
    }
  }

  private static StopReason reason(JsonNode sampling, Completion completion) {
    int last = completion.tokenIds()[completion.completionTokens() - 1];
    boolean ended = IntStream.of(ids(sampling.get("stop_token_ids"))).anyMatch(id -> id == last);
    return ended ? StopReason.STOP_TOKEN : StopReason.LENGTH;
  }

  private static GenerationRequest request(JsonNode expected) {
    Map<?, ?> fields = JSON.convertValue(expected.get("sampling"), Map.class);
    @SuppressWarnings("unchecked") // keys of JSON objects are text
    SamplingParams sampling =
        SamplingParams.defaults()
            .with(Map.of("ignore_eos", true))
            .with((Map<String, Object>) fields);
    Prompt prompt = new Prompt.TokenIds(ids(expected.get("prompt")));
    return new GenerationRequest("case", prompt, sampling);
  }

  private static int[] ids(JsonNode list) {
    return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
  }

  private static List<JsonNode> cases(String name) throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    try (InputStream in = BeamSearchGoldenTest.class.getResourceAsStream("beam-cases.json")) {
      for (JsonNode entry : JSON.readTree(in)) {
        if (entry.get("model").asText().equals(name)) {
          cases.add(entry);
        }
      }
    }
    return cases;
  }
}
