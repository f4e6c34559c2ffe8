package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSamplerTest {
  private static final float MASKED = Float.NEGATIVE_INFINITY;

  @Test
  void greedyTakesTheLowestOfEqualTokens() {
    float[] logits = new float[200];
    logits[70] = 5;
    logits[71] = 5;
    logits[190] = 5;
    assertThat(sample(greedy(Map.of()), logits)).isEqualTo(70);
  }

  @Test
  void topKKeepsTheLowestOfEqualTokens() {
    Distribution kept = distribution(Map.of("top_k", 3), 1, 2, 1, 1, 1);
    assertThat(kept.ids()).containsExactly(0, 1, 2);
  }

  @Test
  void topPKeepsTheLowestOfEqualTokens() {
    assertThat(distribution(Map.of("top_p", 0.5), 1, 1, 1, 1).ids()).containsExactly(0, 1);
    assertThat(distribution(Map.of("top_p", 0.51), 1, 1, 1, 1).ids()).containsExactly(0, 1, 2);
  }

  @Test
  void topKMinusOneAndTopKBeyondTheVocabularyKeepAll() {
    assertThat(distribution(Map.of("top_k", -1), 1, 2, 3).ids()).hasSize(3);
    assertThat(distribution(Map.of("top_k", Integer.MAX_VALUE), 1, 2, 3).ids()).hasSize(3);
  }

  @Test
  void topKNeverKeepsMaskedTokens() {
    assertThat(distribution(Map.of("top_k", 3), 1, MASKED, MASKED, MASKED, 2).ids())
        .containsExactly(0, 4);
  }

  @Test
  void topPCountsOnlyWhatTopKAndMinPLeft() {
    float ln2 = (float) Math.log(2);
    float[] logits = {0, ln2, 2 * ln2, 3 * ln2}; // weights 1, 2, 4, 8
    assertThat(distribution(Map.of("top_k", 2, "top_p", 0.66), logits).ids()).containsExactly(3);
    assertThat(distribution(Map.of("top_k", 3, "top_p", 0.66), logits).ids()).containsExactly(2, 3);
    assertThat(distribution(Map.of("min_p", 0.4, "top_p", 0.66), logits).ids()).containsExactly(3);
  }

  @Test
  void allowedTokenIdsAloneCanBeChosen() {
    Distribution kept = distribution(Map.of("allowed_token_ids", ints(4, 1, 4)), 9, 1, 9, 9, 1);
    assertThat(kept.ids()).containsExactly(1, 4);
    assertThat(kept.probs()).containsExactly(0.5, 0.5);
  }

  @Test
  void minTokensMasksEosAndStopTokensUntilReached() {
    SamplingParams params = greedy(Map.of("min_tokens", 2, "stop_token_ids", ints(2)));
    TokenSampler sampler =
        new TokenSampler(params, 0, 0, new SamplingContext(4, new int[] {3, 99}, new int[0]));
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), 4);
    float[] logits = {1, 0, 8, 9};
    assertThat(sampler.sample(logits, 0, 0, scratch)).isEqualTo(0);
    assertThat(sampler.sample(logits, 0, 1, scratch)).isEqualTo(0);
    assertThat(sampler.sample(logits, 0, 2, scratch)).isEqualTo(3);
  }

  @Test
  void badWordsAreNotCompletedInTheOutput() {
    int[][] badWords = {{1, 2, 3}, {4}};
    TokenSampler sampler =
        new TokenSampler(
            greedy(Map.of()), 0, 0, new SamplingContext(5, new int[0], new int[] {1, 2}, badWords));
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), 5);
    float[] logits = {0, 0, 0, 8, 9};
    assertThat(sampler.sample(logits, 0, 0, scratch)).as("prompt ends 1 2").isEqualTo(3);
    for (int token : new int[] {0, 2, 1, 2}) {
      sampler.accept(token);
    }
    assertThat(sampler.sample(logits, 0, 4, scratch)).as("output ends 1 2").isEqualTo(0);
    sampler.accept(2);
    assertThat(sampler.sample(logits, 0, 5, scratch)).as("output ends 2 2").isEqualTo(3);
  }

  @Test
  void repetitionCountsDistinctTokensOfPromptAndOutputOnce() {
    TokenSampler sampler =
        new TokenSampler(
            SamplingParams.defaults().with(Map.of("repetition_penalty", 2, "top_k", 2)),
            0,
            0,
            new SamplingContext(3, new int[0], new int[] {0, 0, 0}));
    sampler.accept(1);
    sampler.accept(1);
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), 3);
    scratch.read(new float[] {4, -1, 2}, 0, 2);
    Distribution kept = sampler.distribution(scratch, 2); // 2, -2, 2
    assertThat(kept.ids()).containsExactly(0, 2);
    assertThat(kept.probs()).containsExactly(0.5, 0.5);
  }

  @Test
  void penaltiesRememberThousandsOfTokens() {
    int vocabulary = 5_000;
    TokenSampler sampler =
        new TokenSampler(
            greedy(Map.of("presence_penalty", 1)),
            0,
            0,
            new SamplingContext(vocabulary, new int[0], new int[0]));
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), vocabulary);
    float[] logits = new float[vocabulary];
    for (int position = 0; position < vocabulary; position++) {
      int token = sampler.sample(logits, 0, position, scratch);
      assertThat(token).isEqualTo(position);
      sampler.accept(token);
    }
  }

  @Test
  void anExtremePenaltyDoesNotMakeLogitsInfinite() {
    SamplingParams params = greedy(Map.of("repetition_penalty", 1e-300));
    TokenSampler sampler =
        new TokenSampler(params, 0, 0, new SamplingContext(3, new int[0], new int[] {1}));
    assertThat(
            sampler.sample(
                new float[] {9, 1, -1}, 0, 0, new SamplerScratch(new ScalarKernels(), 3)))
        .isEqualTo(1);
  }

  @Test
  void theLogitsAreLeftAsTheyWere() {
    float[] logits = {1, 2, 3, 4};
    sample(greedy(Map.of("logit_bias", Map.of(0, 50), "allowed_token_ids", ints(0))), logits);
    assertThat(logits).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void nonFiniteLogitsAreRefusedWithTokenAndPosition(float bad) {
    for (int at : new int[] {0, 1, 64, 99}) {
      float[] logits = new float[100];
      logits[at] = bad;
      assertThatThrownBy(() -> sample(greedy(Map.of()), logits))
          .isInstanceOfSatisfying(
              RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NON_FINITE_LOGITS))
          .hasMessage(
              "Cannot sample: logit of token id %d, %s, must be finite, position 0", at, bad);
    }
  }

  @Test
  void aRowOfMinusInfinityIsRefused() {
    assertThatThrownBy(() -> sample(greedy(Map.of()), MASKED, MASKED))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NON_FINITE_LOGITS))
        .hasMessage(
            "Cannot sample: logits of all 2 token ids, -Infinity, must be finite, position 0");
  }

  @Test
  void rulesThatLeaveNoTokenAreRefused() {
    SamplingParams params =
        greedy(Map.of("allowed_token_ids", ints(1), "stop_token_ids", ints(1), "min_tokens", 1));
    assertThatThrownBy(() -> sample(params, 1, 2))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAMPLING))
        .hasMessageContaining("allowed_token_ids")
        .hasMessageContaining("position 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allowed_token_ids", "stop_token_ids", "logit_bias"})
  void tokenIdsOutsideTheVocabularyAreRefused(String field) {
    Object value = field.equals("logit_bias") ? Map.of(10, 1) : ints(10);
    assertThatThrownBy(() -> sample(greedy(Map.of(field, value)), new float[10]))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAMPLING))
        .hasMessage("Cannot sample: %s, 10, must be token ids of the model, [0, 9]", field);
  }

  @Test
  void aTokenDependsOnNothingButSeedSampleAndPosition() {
    SamplingParams params = SamplingParams.defaults();
    float[] logits = new float[1_000];
    SamplerScratch used = new SamplerScratch(new ScalarKernels(), 1_000);
    TokenSampler first = sampler(params, 11, 4, 1_000);
    for (int position = 0; position < 50; position++) {
      first.sample(logits, 0, position, used);
    }
    int again = first.sample(logits, 0, 7, used);
    int fresh =
        sampler(params, 11, 4, 1_000)
            .sample(logits, 0, 7, new SamplerScratch(new ScalarKernels(), 1_000));
    assertThat(again).isEqualTo(fresh);
    assertThat(sampler(params, 12, 4, 1_000).sample(logits, 0, 7, used)).isNotEqualTo(fresh);
    assertThat(sampler(params, 11, 5, 1_000).sample(logits, 0, 7, used)).isNotEqualTo(fresh);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, SamplerScratch.MOST_TOKENS + 1})
  void impossibleVocabularySizesAreRefused(int size) {
    assertThatThrownBy(() -> new SamplerScratch(new ScalarKernels(), size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vocabulary size, " + size);
  }

  private static SamplingParams greedy(Map<String, ?> more) {
    Map<String, Object> fields = new HashMap<>(more);
    fields.put("temperature", 0);
    return SamplingParams.defaults().with(fields);
  }

  private static Distribution distribution(Map<String, ?> fields, float... logits) {
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), logits.length);
    scratch.read(logits, 0, 0);
    return sampler(SamplingParams.defaults().with(fields), 0, 0, logits.length)
        .distribution(scratch, 0);
  }

  private static int sample(SamplingParams params, float... logits) {
    return sampler(params, 0, 0, logits.length)
        .sample(logits, 0, 0, new SamplerScratch(new ScalarKernels(), logits.length));
  }

  private static TokenSampler sampler(
      SamplingParams params, long seed, int sampleIndex, int vocabularySize) {
    return new TokenSampler(
        params, seed, sampleIndex, new SamplingContext(vocabularySize, new int[0], new int[0]));
  }

  private static List<Integer> ints(Integer... ids) {
    return List.of(ids);
  }
}
