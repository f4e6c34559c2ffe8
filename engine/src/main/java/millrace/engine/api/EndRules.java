package millrace.engine.api;

import java.util.List;
import java.util.Objects;
import millrace.engine.api.SamplingParams.Flag;

/**
 * When a completion ends.
 *
 * @param stop strings that end it and are cut from it
 * @param stopTokenIds tokens that end it; kept in the ids, not in the text
 * @param stopCondition a rule of the application's own, as {@code name} or {@code name:argument};
 *     "" = none
 * @param includeStopStrInOutput {@link Flag#ON} keeps the stop string in the text
 * @param ignoreEos {@link Flag#ON} goes on after end-of-sequence tokens
 * @param maxNewTokens most tokens to generate, at least 1
 * @param minTokens no end-of-sequence, stop token, stop string or stop condition before this many
 * @param timeLimitMillis counted from submission, in milliseconds; 0 = none
 */
public record EndRules(
    List<String> stop,
    List<Integer> stopTokenIds,
    String stopCondition,
    Flag includeStopStrInOutput,
    Flag ignoreEos,
    int maxNewTokens,
    int minTokens,
    long timeLimitMillis) {
  private static final int MOST_RULE_CHARACTERS = 1_000;
  private static final long MOST_MILLIS = 1_000_000_000_000L;

  public EndRules {
    SamplingRanges.checkTexts("stop", stop);
    SamplingRanges.checkIds("stop_token_ids", stopTokenIds);
    SamplingRanges.check(
        stopCondition.length() <= MOST_RULE_CHARACTERS,
        "stop_condition",
        stopCondition,
        "at most " + MOST_RULE_CHARACTERS + " characters");
    Objects.requireNonNull(includeStopStrInOutput, "include_stop_str_in_output");
    Objects.requireNonNull(ignoreEos, "ignore_eos");
    SamplingRanges.check(
        maxNewTokens >= 1 && maxNewTokens <= SamplingParams.MAX_NEW_TOKENS_LIMIT,
        "max_new_tokens",
        maxNewTokens,
        "[1, " + SamplingParams.MAX_NEW_TOKENS_LIMIT + "]");
    SamplingRanges.check(
        minTokens >= 0 && minTokens <= maxNewTokens,
        "min_tokens",
        minTokens,
        "[0, max_new_tokens = " + maxNewTokens + "]");
    SamplingRanges.check(
        timeLimitMillis >= 0 && timeLimitMillis <= MOST_MILLIS,
        "time_limit_ms",
        timeLimitMillis,
        "[0, " + MOST_MILLIS + "]");
    stop = List.copyOf(stop);
    stopTokenIds = List.copyOf(stopTokenIds);
  }
}
