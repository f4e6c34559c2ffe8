package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.testing.SharedFiles;
import millrace.engine.text.SpecialTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Log-probabilities and entropies of prompts and of what continues them, on a tiny model. */
class PromptScoresTest {
  private static final String QUESTION = "The quick brown fox jumps over the lazy dog because it";

  private static LoadedModel model;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static GenerationRequest request(Prompt prompt, Map<String, Object> fields) {
    SamplingParams sampling = SamplingParams.greedy(1).with(fields);
    return new GenerationRequest("row", prompt, sampling);
  }

  private static Completion score(Prompt prompt, int top) {
    try (Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(2))) {
      Map<String, Object> fields = Map.of("prompt_logprobs", top, "entropy", true);
      return engine.submit(request(prompt, fields)).join().get(0);
    }
  }

  /** Of unrounded probabilities; the logits have six digits. */
  private static double entropy(JsonNode logits) {
    double[] values =
        StreamSupport.stream(logits.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    double sum = DoubleStream.of(values).map(Math::exp).sum();
    return DoubleStream.of(values)
        .map(logit -> logit - Math.log(sum))
        .map(logprob -> -Math.exp(logprob) * logprob)
        .sum();
  }

  @Test
  void entropyIsThatOfTheReferencesLogits() throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(SharedFiles.require("golden/expected/llama.json").toFile());
    for (JsonNode oneCase : golden.get("cases")) {
      int[] ids =
          StreamSupport.stream(oneCase.get("prompt_ids").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      Completion completion = score(new Prompt.TokenIds(ids), 0);
      assertThat(completion.entropy().completion())
          .isCloseTo(entropy(oneCase.get("last_logits")), within(1e-3));
    }
  }

  @Test
  void entropyIsTheSameForTokensThatAreDrawnAndThatAreRead() {
    Map<String, Object> fields =
        Map.of("max_new_tokens", 12, "ignore_eos", true, "entropy", true, "prompt_logprobs", 0);
    int[] prompt = IntStream.range(3, 40).toArray();
    try (Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(2))) {
      Completion drawn = engine.submit(request(new Prompt.TokenIds(prompt), fields)).join().get(0);
      int[] all = IntStream.concat(IntStream.of(prompt), IntStream.of(drawn.tokenIds())).toArray();
      Completion read = engine.submit(request(new Prompt.TokenIds(all), fields)).join().get(0);
      double sum =
          drawn.entropy().prompt() * (prompt.length - 1) + drawn.entropy().completion() * 12;
      assertThat(read.entropy().prompt()).isCloseTo(sum / (all.length - 1), within(1e-9));
    }
  }

  @Test
  void aContinuationIsScoredAsInTheWholeText() {
    Completion whole = score(new Prompt.Text(QUESTION + " was bored."), 2);
    Completion part = score(new Prompt.Continued(new Prompt.Text(QUESTION), " was bored."), 2);
    List<TokenLogprobs> tail = part.promptLogprobs();
    assertThat(part.promptTokens()).isEqualTo(whole.promptTokens());
    assertThat(tail).isNotEmpty().hasSizeLessThan(whole.promptLogprobs().size());
    assertThat(whole.promptLogprobs()).endsWith(tail.toArray(new TokenLogprobs[0]));
    assertThat(part.tokenIds()).isEqualTo(whole.tokenIds());
  }

  @Test
  void aContinuationOfTokenIdsIsEncodedByItself() {
    int[] ids = {5, 6, 7};
    Completion part = score(new Prompt.Continued(new Prompt.TokenIds(ids), " dog"), 0);
    int[] own = model.tokenizer().encode(" dog", SpecialTokens.AS_TEXT);
    assertThat(part.promptLogprobs())
        .extracting(TokenLogprobs::tokenId)
        .containsExactly(IntStream.of(own).boxed().toArray(Integer[]::new));
  }

  @Test
  void candidatesShareTheirPromptsPrefill() {
    List<Prompt> candidates = new ArrayList<>();
    for (String answer : List.of(" cat", " dog", " fish", " bird", " cow")) {
      candidates.add(new Prompt.Continued(new Prompt.Text(QUESTION.repeat(3)), answer));
    }
    Map<String, Object> fields = Map.of("prompt_logprobs", 0, "entropy", true);
    try (Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(2))) {
      List<CompletableFuture<List<Completion>>> together =
          candidates.stream().map(prompt -> engine.submit(request(prompt, fields))).toList();
      for (int i = 0; i < candidates.size(); i++) {
        Completion shared = together.get(i).join().get(0);
        Completion alone = score(candidates.get(i), 0);
        assertThat(shared.promptLogprobs()).isEqualTo(alone.promptLogprobs());
        assertThat(shared.entropy()).isEqualTo(alone.entropy());
      }
      int prompt = together.get(0).join().get(0).promptTokens();
      assertThat(engine.stats().cachedTokens())
          .as("the prompt's blocks, for all but the first")
          .isGreaterThanOrEqualTo(4L * (prompt - 32));
    }
  }

  @Test
  void aContinuationWithoutATokenFailsItsRow() {
    Completion failed = score(new Prompt.Continued(new Prompt.Text(QUESTION), ""), 0);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.EMPTY_PROMPT);
    assertThat(failed.error().message())
        .contains("continuation of the prompt, no token of its own");
  }

  @Test
  void withoutTheFieldThereIsNoEntropy() {
    try (Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(1))) {
      Prompt prompt = new Prompt.Text(QUESTION);
      assertThat(engine.submit(request(prompt, Map.of())).join().get(0).entropy()).isNull();
      Completion asked = engine.submit(request(prompt, Map.of("entropy", true))).join().get(0);
      assertThat(asked.entropy().completion()).isPositive();
      assertThat(asked.entropy().prompt()).isNaN();
    }
  }
}
