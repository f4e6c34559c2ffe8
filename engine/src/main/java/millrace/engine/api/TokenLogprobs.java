package millrace.engine.api;

import java.util.List;

/**
 * Log-probabilities at one position, natural logarithm, from the raw logits (before penalties and
 * temperature).
 *
 * @param tokenId the token that stands at this position
 * @param logprob its log-probability
 * @param top the most probable tokens there, best first; holds as many as were asked for
 */
public record TokenLogprobs(int tokenId, float logprob, List<Entry> top) {

  /** A token and its log-probability. */
  public record Entry(int tokenId, float logprob) {}
}
