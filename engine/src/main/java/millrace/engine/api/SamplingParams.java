package millrace.engine.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How the next token is chosen and when a completion ends. Names, defaults and rules follow vLLM's
 * SamplingParams.
 *
 * <p>Instances are valid: the compact constructor checks every range and throws a {@link
 * RowException} with {@link ErrorCode#INVALID_SAMPLING} that names field, value and range.
 *
 * @param temperature divides the logits; below 1e-5 the most probable token is taken (greedy)
 * @param topK keep the k most probable tokens; 0 or -1 keeps all
 * @param topP keep the smallest set of most probable tokens whose probabilities reach p, (0, 1]
 * @param minP keep tokens with at least minP times the highest probability, [0, 1]
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen in prompt
 *     or output, above 0
 * @param frequencyPenalty subtracted once per occurrence in the output, [-2, 2]
 * @param presencePenalty subtracted if the token occurs in the output, [-2, 2]
 * @param logitBias added to the logits of the given token ids, [-100, 100]
 * @param allowedTokenIds when not empty, no other token can be chosen
 * @param badWords texts whose token sequences are never completed
 * @param stop strings that end the completion and are cut from it
 * @param stopTokenIds tokens that end the completion; kept in the ids, not in the text
 * @param includeStopStrInOutput {@link Flag#ON} keeps the stop string in the text
 * @param ignoreEos {@link Flag#ON} goes on after end-of-sequence tokens
 * @param maxNewTokens most tokens to generate, at least 1
 * @param minTokens no end-of-sequence, stop token or stop string before this many tokens
 * @param seed of the random numbers; null = derived from the job's seed and the row's id
 * @param n how many samples are drawn; more than one needs a temperature
 * @param logprobs how many of the most probable tokens to report per generated token; -1 = none, 0
 *     = the chosen token alone
 * @param promptLogprobs the same for each prompt token
 * @param truncatePromptTokens keep only the last so many prompt tokens; 0 = never truncate
 * @param skipSpecialTokens {@link Flag#ON} leaves special tokens out of the text
 */
public record SamplingParams(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Double> logitBias,
    List<Integer> allowedTokenIds,
    List<String> badWords,
    List<String> stop,
    List<Integer> stopTokenIds,
    Flag includeStopStrInOutput,
    Flag ignoreEos,
    int maxNewTokens,
    int minTokens,
    Long seed,
    int n,
    int logprobs,
    int promptLogprobs,
    int truncatePromptTokens,
    Flag skipSpecialTokens) {

  /** Below this temperature the most probable token is taken (vLLM's limit). */
  public static final double GREEDY_BELOW = 1e-5;

  /** The most that {@code max_new_tokens} can ask for. */
  public static final int MAX_NEW_TOKENS_LIMIT = 1 << 24;

  /** A switch; reads better at the call than a boolean. */
  public enum Flag {
    ON,
    OFF;

    /** ON for true. */
    public static Flag of(boolean value) {
      return value ? ON : OFF;
    }

    /** True for ON. */
    public boolean isOn() {
      return this == ON;
    }
  }

  /** Defaults: temperature 1, everything else off, 128 new tokens, one sample. */
  private static final SamplingParams DEFAULTS =
      new SamplingParams(
          1.0, 0, 1.0, 0.0, 1.0, 0.0, 0.0, Map.of(), List.of(), List.of(), List.of(), List.of(),
          Flag.OFF, Flag.OFF, 128, 0, null, 1, -1, -1, 0, Flag.ON);

  public SamplingParams {
    SamplingRanges.check(
        temperature >= 0 && temperature <= 100, "temperature", temperature, "[0, 100]");
    SamplingRanges.check(topK >= -1, "top_k", topK, "-1 or 0 (off), or at least 1");
    SamplingRanges.check(topP > 0 && topP <= 1, "top_p", topP, "(0, 1]");
    SamplingRanges.check(minP >= 0 && minP <= 1, "min_p", minP, "[0, 1]");
    SamplingRanges.check(
        repetitionPenalty > 0 && repetitionPenalty <= 100,
        "repetition_penalty",
        repetitionPenalty,
        "(0, 100]");
    SamplingRanges.check(
        frequencyPenalty >= -2 && frequencyPenalty <= 2,
        "frequency_penalty",
        frequencyPenalty,
        "[-2, 2]");
    SamplingRanges.check(
        presencePenalty >= -2 && presencePenalty <= 2,
        "presence_penalty",
        presencePenalty,
        "[-2, 2]");
    SamplingRanges.check(
        maxNewTokens >= 1 && maxNewTokens <= MAX_NEW_TOKENS_LIMIT,
        "max_new_tokens",
        maxNewTokens,
        "[1, " + MAX_NEW_TOKENS_LIMIT + "]");
    SamplingRanges.check(
        minTokens >= 0 && minTokens <= maxNewTokens,
        "min_tokens",
        minTokens,
        "[0, max_new_tokens = " + maxNewTokens + "]");
    SamplingRanges.check(n >= 1 && n <= 10_000, "n", n, "[1, 10000]");
    SamplingRanges.check(
        n == 1 || temperature >= GREEDY_BELOW, "n", n, "1 when temperature is 0 (greedy)");
    SamplingRanges.check(logprobs >= -1 && logprobs <= 100, "logprobs", logprobs, "[-1, 100]");
    SamplingRanges.check(
        promptLogprobs >= -1 && promptLogprobs <= 100,
        "prompt_logprobs",
        promptLogprobs,
        "[-1, 100]");
    SamplingRanges.check(
        truncatePromptTokens >= 0,
        "truncate_prompt_tokens",
        truncatePromptTokens,
        "0 (off) or at least 1");
    SamplingRanges.checkBias(logitBias);
    SamplingRanges.checkTexts("stop", stop);
    SamplingRanges.checkTexts("bad_words", badWords);
    SamplingRanges.checkIds("allowed_token_ids", allowedTokenIds);
    SamplingRanges.checkIds("stop_token_ids", stopTokenIds);
    Objects.requireNonNull(includeStopStrInOutput, "include_stop_str_in_output");
    Objects.requireNonNull(ignoreEos, "ignore_eos");
    Objects.requireNonNull(skipSpecialTokens, "skip_special_tokens");
    logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias)); // one order in every JVM
    allowedTokenIds = List.copyOf(allowedTokenIds);
    badWords = List.copyOf(badWords);
    stop = List.copyOf(stop);
    stopTokenIds = List.copyOf(stopTokenIds);
  }

  /** Temperature 1, all filters and penalties off, 128 new tokens, one sample. */
  public static SamplingParams defaults() {
    return DEFAULTS;
  }

  /** The most probable token each time, at most {@code maxNewTokens} of them. */
  public static SamplingParams greedy(int maxNewTokens) {
    return DEFAULTS.with(Map.of("temperature", 0.0, "max_new_tokens", maxNewTokens));
  }

  /**
   * These parameters with some replaced.
   *
   * @param overrides values by field name as in the tables ({@code top_k}, {@code stop}, …), as
   *     JSON, YAML or Parquet deliver them; a null value leaves the field as it is
   * @throws RowException INVALID_SAMPLING for an unknown field, a wrong type or a bad value
   */
  public SamplingParams with(Map<String, ?> overrides) {
    return overrides.isEmpty() ? this : SamplingField.apply(this, overrides);
  }

  /** These parameters with another seed. */
  public SamplingParams withSeed(long value) {
    return with(Map.of("seed", value));
  }

  /** True when the most probable token is taken each time. */
  public boolean isGreedy() {
    return temperature < GREEDY_BELOW;
  }
}
