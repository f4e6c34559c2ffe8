package millrace.engine.api;

import java.util.Objects;
import millrace.engine.api.SamplingParams.Flag;

/**
 * What a completion tells of its tokens, all of it from the raw logits, before any rule.
 *
 * @param logprobs how many of the most probable tokens to report per generated token; -1 = none, 0
 *     = the chosen token alone
 * @param promptLogprobs the same for each prompt token
 * @param entropy {@link Flag#ON} reports the mean entropy of the next-token distributions
 */
public record TokenReports(int logprobs, int promptLogprobs, Flag entropy) {
  public TokenReports {
    SamplingRanges.check(logprobs >= -1 && logprobs <= 100, "logprobs", logprobs, "[-1, 100]");
    SamplingRanges.check(
        promptLogprobs >= -1 && promptLogprobs <= 100,
        "prompt_logprobs",
        promptLogprobs,
        "[-1, 100]");
    Objects.requireNonNull(entropy, "entropy");
  }
}
