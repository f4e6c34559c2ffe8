package millrace.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingParamsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final int HUGE = Integer.MAX_VALUE;
  private static final String NUMBER = "a number";
  private static final String WHOLE = "a whole number";
  private static final String IDS = "a list of token ids";
  private static final String TEXTS = "a string or a list of strings";
  private static final String BIAS = "a map from token id to number";

  static Stream<Arguments> refusedValues() {
    List<Arguments> rows = new ArrayList<>();
    refuse(rows, "temperature", "[0, 100]", -0.001, 100.1, NAN, INF, -INF, HUGE);
    refuse(rows, "top_p", "(0, 1]", 0, -0.5, 1.0001, NAN, INF, -INF, HUGE);
    refuse(rows, "min_p", "[0, 1]", -0.1, 1.01, NAN, INF, -INF, HUGE);
    refuse(rows, "typical_p", "(0, 1]", 0, -0.5, 1.0001, NAN, INF, -INF, HUGE);
    refuse(rows, "length_penalty", "[-100, 100]", -100.5, 101, NAN, INF, -INF, HUGE);
    refuse(rows, "repetition_penalty", "(0, 100]", 0, -1, 100.1, NAN, INF, -INF, HUGE);
    refuse(rows, "frequency_penalty", "[-2, 2]", -2.1, 2.1, NAN, INF, -INF, HUGE);
    refuse(rows, "presence_penalty", "[-2, 2]", -2.1, 2.1, NAN, INF, -INF, HUGE);
    for (String field :
        List.of(
            "temperature",
            "top_p",
            "min_p",
            "typical_p",
            "length_penalty",
            "repetition_penalty",
            "frequency_penalty",
            "presence_penalty")) {
      refuse(rows, field, NUMBER, "0.5", true, List.of(1), Map.of());
    }
    refuse(rows, "top_k", "-1 or 0 (off), or at least 1", -2, Integer.MIN_VALUE);
    refuse(rows, "max_new_tokens", "[1, 16777216]", 0, -1, HUGE, (1 << 24) + 1);
    refuse(rows, "min_tokens", "[0, max_new_tokens = 128]", -1, 129, HUGE);
    refuse(rows, "n", "[1, 10000]", 0, -1, 10_001, HUGE);
    refuse(rows, "beam_width", "[1, 64]", 0, -1, 65, HUGE);
    refuse(rows, "logprobs", "[-1, 100]", -2, 101, HUGE);
    refuse(rows, "prompt_logprobs", "[-1, 100]", -2, 101, HUGE);
    refuse(rows, "truncate_prompt_tokens", "0 (off) or at least 1", -1, Integer.MIN_VALUE);
    for (String field :
        List.of(
            "top_k",
            "max_new_tokens",
            "min_tokens",
            "n",
            "beam_width",
            "logprobs",
            "prompt_logprobs",
            "truncate_prompt_tokens")) {
      refuse(rows, field, "[-2147483648, 2147483647]", 1L << 31, -(1L << 31) - 1, 1e10);
      refuse(rows, field, WHOLE, 1.5, NAN, "3", true, List.of(1));
      refuse(rows, field, "a 64-bit whole number", INF, -INF, 1e300);
    }
    refuse(rows, "seed", WHOLE, 0.5, NAN, "7", false, List.of());
    refuse(rows, "seed", "a 64-bit whole number", INF, 1e19, BigInteger.ONE.shiftLeft(63));
    for (String field :
        List.of("include_stop_str_in_output", "ignore_eos", "skip_special_tokens", "entropy")) {
      refuse(rows, field, "true or false", 1, 0, "true", NAN, List.of());
    }
    refuse(rows, "time_limit_ms", "[0, 1000000000000]", -1, Long.MIN_VALUE, 1_000_000_000_001L);
    refuse(rows, "time_limit_ms", WHOLE, 0.5, NAN, "7", false, List.of());
    refuse(rows, "early_stopping", "true, false or never", 1, "maybe", "", NAN, List.of());
    refuse(rows, "stop_condition", "a string", 1, true, NAN, List.of("a"), Map.of());
    refuse(rows, "stop_condition", "at most 1000 characters", "x".repeat(1_001));
    for (String field : List.of("stop", "bad_words")) {
      refuse(rows, field, TEXTS, 1, true, NAN, List.of("a", 1), Map.of(), listOfNull());
      refuse(rows, field, "non-empty strings", "", List.of("a", ""));
      refuse(rows, field, "at most 1000 strings", Collections.nCopies(1_001, "a"));
    }
    for (String field : List.of("allowed_token_ids", "stop_token_ids")) {
      refuse(rows, field, IDS, "5", 5, Map.of(), List.of("5"), List.of(1.5), listOfNull());
      refuse(rows, field, "token ids of at least 0", List.of(3, -1));
      refuse(rows, field, "[-2147483648, 2147483647]", List.of(1L << 31));
    }
    refuse(rows, "logit_bias", "[-100, 100]", Map.of(1, 100.5), Map.of(1, -101), Map.of(1, NAN));
    refuse(rows, "logit_bias", "[-100, 100]", Map.of(1, INF), Map.of(1, HUGE));
    refuse(rows, "logit_bias", "keyed by token ids of at least 0", Map.of(-1, 1), Map.of("-1", 1));
    refuse(rows, "logit_bias", BIAS, "1:2", 3, List.of(), Map.of("a", 1), Map.of(1, "2"));
    refuse(rows, "logit_bias", BIAS, Map.of(1.5, 1), Collections.singletonMap(null, 1));
    return rows.stream();
  }

  private static void refuse(
      List<Arguments> rows, String field, String expectation, Object... values) {
    for (Object value : values) {
      rows.add(Arguments.of(field, value, expectation));
    }
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("refusedValues")
  void aBadValueIsRefusedWithFieldValueAndExpectation(
      String field, Object value, String expectation) {
    assertThatThrownBy(() -> SamplingParams.defaults().with(Map.of(field, value)))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAMPLING))
        .hasMessageStartingWith("Cannot sample: " + field + ", ")
        .hasMessageEndingWith(", must be " + expectation)
        .satisfies(e -> assertThat(namedValue(e, field, expectation)).isIn(acceptableNames(value)));
  }

  /** What stands between field and expectation. */
  private static String namedValue(Throwable e, String field, String expectation) {
    int start = "Cannot sample: ".length() + field.length() + 2;
    return e.getMessage()
        .substring(start, e.getMessage().length() - ", must be ".length() - expectation.length());
  }

  /** The value itself (as the field's type shows it), or an element of it that is to blame. */
  private static List<String> acceptableNames(Object value) {
    List<String> names = new ArrayList<>(List.of(String.valueOf(value)));
    if (value instanceof Number number) {
      names.add(String.valueOf(number.doubleValue()));
    }
    if (value instanceof String text) {
      names.add('"' + text + '"');
      names.add(text.substring(0, Math.min(text.length(), 77)) + "…");
    }
    if (value instanceof List<?> list) {
      list.forEach(item -> names.addAll(acceptableNames(item)));
      names.add(String.valueOf(list.size()));
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            names.addAll(acceptableNames(key));
            names.addAll(acceptableNames(item));
          });
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(SamplingField.class)
  void everyFieldHasARefusedValueInTheTable(SamplingField field) {
    assertThat(refusedValues().map(row -> row.get()[0])).contains(field.label());
  }

  @Test
  void anUnknownFieldIsRefused() {
    assertThatThrownBy(() -> SamplingParams.defaults().with(Map.of("temprature", 0.5)))
        .isInstanceOf(RowException.class)
        .hasMessage("Cannot sample: temprature, 0.5, must be a known sampling field");
  }

  @Test
  void severalSamplesNeedATemperature() {
    assertThatThrownBy(() -> SamplingParams.defaults().with(Map.of("n", 2, "temperature", 0)))
        .isInstanceOf(RowException.class)
        .hasMessage("Cannot sample: n, 2, must be 1 when temperature is 0 (greedy)");
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, 0.7, 0 or 1",
    "top_k, 5, 0 or -1 (off)",
    "top_p, 0.9, 1 (off)",
    "min_p, 0.1, 0 (off)",
    "typical_p, 0.9, 1 (off)",
    "n, 5, '[1, 4]'",
  })
  void whatBeamSearchHasNoUseForIsRefused(String field, double value, String range) {
    Map<String, Object> fields = Map.of("beam_width", 4, field, value);
    assertThatThrownBy(() -> SamplingParams.defaults().with(fields))
        .isInstanceOf(RowException.class)
        .hasMessageStartingWith("Cannot sample: " + field + ", ")
        .hasMessageEndingWith(", must be " + range + " with beam_width = 4");
  }

  @Test
  void aBeamHasNoTextThatAStopRuleCouldSee() {
    for (Map<String, Object> rule :
        List.<Map<String, Object>>of(
            Map.of("stop", List.of("end")), Map.of("stop_condition", "sentences:2"))) {
      SamplingParams beams = SamplingParams.defaults().with(Map.of("beam_width", 2));
      assertThatThrownBy(() -> beams.with(rule))
          .isInstanceOf(RowException.class)
          .hasMessageStartingWith("Cannot sample: " + rule.keySet().iterator().next() + ", ")
          .hasMessageEndingWith(" with beam_width = 2");
    }
  }

  @Test
  void severalOfTheBeamsCanBeReturnedWithoutATemperature() {
    Map<String, Object> fields = Map.of("beam_width", 4, "n", 4, "temperature", 0);
    assertThat(SamplingParams.defaults().with(fields).beams().isOn()).isTrue();
  }

  @Test
  void earlyStoppingIsAFlagOrTheWordNever() {
    for (Object value : List.of(true, false, "never")) {
      SamplingParams params = SamplingParams.defaults().with(Map.of("early_stopping", value));
      assertThat(SamplingField.EARLY_STOPPING.valueIn(params)).isEqualTo(value);
    }
  }

  @Test
  void aLongValueIsShortenedInTheMessage() {
    assertThatThrownBy(() -> SamplingParams.defaults().with(Map.of("n", "x".repeat(100_000))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(150));
  }

  @Test
  void aNullValueLeavesTheFieldAsItIs() {
    SamplingParams good = SamplingParams.defaults();
    for (SamplingField field : SamplingField.values()) {
      Map<String, Object> values = new HashMap<>();
      values.put(field.label(), null);
      assertThat(good.with(values)).as("null keeps %s", field.label()).isEqualTo(good);
    }
  }

  @Test
  void edgesOfTheRangesAreAccepted() {
    Map<String, List<?>> edges =
        Map.of(
            "temperature", List.of(0, 1e-9, 100),
            "top_k", List.of(-1, 0, HUGE),
            "top_p", List.of(Double.MIN_VALUE, 1),
            "min_p", List.of(0, 1.0f),
            "repetition_penalty", List.of(Double.MIN_VALUE, 100),
            "beam_width", List.of(1, 64),
            "max_new_tokens", List.of(1, SamplingParams.MAX_NEW_TOKENS_LIMIT),
            "seed", List.of(Long.MIN_VALUE, Long.MAX_VALUE, new BigInteger("-5")),
            "n", List.of(1, (short) 2, 3L, 4.0, new BigDecimal("5"), 10_000),
            "logprobs", List.of(-1, 0, 100));
    edges.forEach(
        (field, values) ->
            values.forEach(
                value -> {
                  SamplingParams params = SamplingParams.defaults().with(Map.of(field, value));
                  Number actual = (Number) SamplingField.byLabel(field).valueIn(params);
                  assertThat(actual.doubleValue()).isEqualTo(((Number) value).doubleValue());
                }));
  }

  @Test
  void aSingleStopStringIsAListOfOne() {
    assertThat(SamplingParams.defaults().with(Map.of("stop", "END")).stop()).containsExactly("END");
  }

  @Test
  void logitBiasTakesKeysAsJsonWritesThem() {
    SamplingParams params =
        SamplingParams.defaults().with(Map.of("logit_bias", Map.of("30", 1, 4L, 2.5)));
    assertThat(params.logitBias()).containsExactly(Map.entry(4, 2.5), Map.entry(30, 1.0));
  }

  @Test
  void listsAndMapsAreCopied() {
    List<Object> ids = new ArrayList<>(List.of(1, 2));
    Map<Integer, Double> bias = new HashMap<>(Map.of(1, 1.0));
    SamplingParams params =
        SamplingParams.defaults().with(Map.of("stop_token_ids", ids, "logit_bias", bias));
    ids.clear();
    bias.clear();
    assertThat(params.stopTokenIds()).containsExactly(1, 2);
    assertThat(params.logitBias()).hasSize(1);
  }

  @Test
  void aMapOfAllFieldsGivesTheSameParametersBack() {
    SamplingParams params =
        SamplingParams.defaults()
            .with(
                Map.of(
                    "temperature",
                    0.7,
                    "logit_bias",
                    Map.of(3, -1),
                    "stop",
                    List.of("a", "b"),
                    "ignore_eos",
                    true,
                    "seed",
                    99));
    Map<String, Object> map = SamplingField.toMap(params);
    assertThat(map)
        .hasSize(SamplingField.values().length)
        .containsEntry("ignore_eos", true)
        .containsEntry("seed", 99L);
    assertThat(SamplingParams.defaults().with(map)).isEqualTo(params);
  }

  private static List<Object> listOfNull() {
    return Arrays.asList((Object) null);
  }
}
