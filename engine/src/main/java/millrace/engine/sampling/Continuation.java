package millrace.engine.sampling;

import java.util.List;
import millrace.engine.api.TokenLogprobs;

/**
 * A token that may follow a hypothesis.
 *
 * @param token its id
 * @param score what it adds to the hypothesis' score: its log-probability after the rules, not
 *     normalised again
 * @param logprob its raw log-probability
 * @param top the most probable tokens at its position; null when none are reported
 * @param entropy of the raw distribution at its position, in nats; NaN when it is not reported
 */
public record Continuation(
    int token, float score, float logprob, List<TokenLogprobs.Entry> top, double entropy) {
  /** The log-probability with alternatives, or null when none are reported. */
  public TokenLogprobs detail() {
    return top == null ? null : new TokenLogprobs(token, logprob, top);
  }
}
