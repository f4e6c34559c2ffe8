package millrace.datasets.completions;

import millrace.engine.api.Completion;
import millrace.engine.api.TokenLogprobs;

/**
 * How probable a text is to the model.
 *
 * @param tokens how many of its tokens are scored
 * @param logLikelihood sum of their log-probabilities, natural logarithm
 * @param meanEntropy mean entropy, in nats, of the distributions that they come from; NaN without
 *     tokens, and where it was not measured
 */
public record Score(long tokens, double logLikelihood, double meanEntropy) {
  /** Of no text at all. */
  public static final Score NOTHING = new Score(0, 0, Double.NaN);

  /** Of the prompt of a completion whose prompt log-probabilities were asked for. */
  public static Score of(Completion completion) {
    double logLikelihood = 0;
    for (TokenLogprobs position : completion.promptLogprobs()) {
      logLikelihood += position.logprob();
    }
    double entropy = completion.entropy() == null ? Double.NaN : completion.entropy().prompt();
    return new Score(completion.promptLogprobs().size(), logLikelihood, entropy);
  }

  /** Of both texts together. */
  public Score plus(Score other) {
    if (tokens == 0 || other.tokens == 0) {
      return tokens == 0 ? other : this;
    }
    long all = tokens + other.tokens;
    double entropy = (meanEntropy * tokens + other.meanEntropy * other.tokens) / all;
    return new Score(all, logLikelihood + other.logLikelihood, entropy);
  }

  /** e to the mean negative log-probability of a token; NaN without tokens. */
  public double perplexity() {
    return StrictMath.exp(-logLikelihood / tokens);
  }
}
