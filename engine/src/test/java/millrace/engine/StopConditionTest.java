package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stop conditions in an engine, on a tiny model; {@code letters} is a rule of this test's. */
class StopConditionTest {
  private static final Prompt PROMPT = new Prompt.Text("The quick brown fox");

  private static LoadedModel model;
  private static Engine engine;

  @BeforeAll
  static void open() {
    model = LoadedModel.open(SharedFiles.require("golden/models/llama"));
    engine = Engine.open(model, EngineSettings.defaults().withThreads(2));
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
      model.close();
    }
  }

  private static SamplingParams sampling(Map<String, Object> fields) {
    Map<String, Object> all = new HashMap<>(Map.of("ignore_eos", true, "seed", 5));
    all.putAll(fields);
    return SamplingParams.greedy(40).with(all);
  }

  private static List<Completion> run(Map<String, Object> fields) {
    return engine.submit(new GenerationRequest("row", PROMPT, sampling(fields))).join();
  }

  private static String textToLetter(String text, int number) {
    int letters = 0;
    int end = 0;
    while (letters < number) {
      letters += Character.isLetter(text.charAt(end++)) ? 1 : 0;
    }
    return text.substring(0, end);
  }

  @Test
  void aRuleEndsTheTextWithinAToken() {
    Completion free = run(Map.of()).get(0);
    Completion ruled = run(Map.of("stop_condition", "letters:20")).get(0);
    assertThat(ruled.error()).isNull();
    assertThat(ruled.stopReason()).isEqualTo(StopReason.APPLICATION);
    assertThat(ruled.stopMatch()).isEqualTo("letter 20");
    assertThat(ruled.text()).isEqualTo(textToLetter(free.text(), 20));
    assertThat(free.tokenIds()).startsWith(ruled.tokenIds());
    assertThat(ruled.tokenIds()).hasSizeLessThan(free.tokenIds().length);
  }

  @Test
  void anEndWithinMinTokensIsPassedOver() {
    Completion free = run(Map.of()).get(0);
    Completion first = run(Map.of("stop_condition", "letters:3")).get(0);
    int least = first.completionTokens() + 1;
    Completion late = run(Map.of("stop_condition", "letters:3", "min_tokens", least)).get(0);
    assertThat(late.stopReason()).isEqualTo(StopReason.LENGTH);
    assertThat(late.tokenIds()).isEqualTo(free.tokenIds());
    assertThat(late.text()).isEqualTo(free.text());
  }

  @Test
  void everySampleHasARuleOfItsOwn() {
    Map<String, Object> fields = Map.of("stop_condition", "letters:12", "n", 4, "temperature", 1.0);
    List<Completion> ruled = run(fields);
    Map<String, Object> free = new HashMap<>(fields);
    free.put("stop_condition", "");
    List<Completion> unruled = run(free);
    for (int i = 0; i < 4; i++) {
      assertThat(ruled.get(i).text()).isEqualTo(textToLetter(unruled.get(i).text(), 12));
      assertThat(ruled.get(i).stopReason()).isEqualTo(StopReason.APPLICATION);
    }
  }

  @Test
  void whatIsCutIsNeverStreamed() {
    SamplingParams repeats =
        sampling(Map.of("stop_condition", "repetition:2,1", "max_new_tokens", 200));
    StringBuilder streamed = new StringBuilder();
    Completion completion =
        engine
            .submit(
                new GenerationRequest("row", PROMPT, repeats),
                (sample, text) -> streamed.append(text))
            .join()
            .get(0);
    assertThat(completion.stopReason()).isEqualTo(StopReason.APPLICATION);
    assertThat(completion.stopMatch()).isEqualTo("repetition:2,1");
    assertThat(streamed).hasToString(completion.text());
  }

  @Test
  void ofRuleAndStopStringTheFirstInTheTextCounts() {
    String free = run(Map.of()).get(0).text();
    String early = free.substring(4, 7);
    Map<String, Object> fields = Map.of("stop_condition", "letters:20", "stop", early);
    Completion byString = run(fields).get(0);
    assertThat(byString.stopReason()).isEqualTo(StopReason.STOP_STRING);
    assertThat(byString.text()).isEqualTo(free.substring(0, free.indexOf(early)));
    Completion byRule = run(Map.of("stop_condition", "letters:1", "stop", early)).get(0);
    assertThat(byRule.stopReason()).isEqualTo(StopReason.APPLICATION);
    assertThat(byRule.text()).isEqualTo(textToLetter(free, 1));
  }

  @Test
  void aRuleThatThrowsFailsItsRowAndNoOther() {
    Completion failed = run(Map.of("stop_condition", "letters:-9")).get(0);
    assertThat(failed.stopReason()).isEqualTo(StopReason.ERROR);
    assertThat(failed.error().code()).isEqualTo(ErrorCode.STOP_CONDITION_FAILED);
    assertThat(failed.error().message())
        .isEqualTo(
            "Cannot complete row: stop_condition, letters:-9, must not fail, it threw"
                + " java.lang.IllegalStateException: no more than 9 letters");
    assertThat(run(Map.of()).get(0).error()).isNull();
  }

  @Test
  void aRuleThatNobodyKnowsFailsItsRow() {
    for (String rule : List.of("leters:3", "letters:three")) {
      Completion failed = run(Map.of("stop_condition", rule)).get(0);
      assertThat(failed.error().code()).isEqualTo(ErrorCode.INVALID_SAMPLING);
      assertThat(failed.error().message())
          .startsWith("Cannot sample: stop_condition, " + rule + ", must be ");
    }
  }
}
