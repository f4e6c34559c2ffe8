package millrace.engine.sampling;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.TokenLogprobs;

/**
 * Log-probabilities (natural logarithm) from the raw logits: log p = logit - log(sum of e^logit),
 * the same bits with any {@link millrace.engine.kernel.Kernels} and within 1e-6 of the exact value.
 * To be asked after {@link SamplerScratch#read}; sampling from the same row in between does no
 * harm.
 */
public final class Logprobs {
  private Logprobs() {}

  /** The log-probability of {@code token}, rounded to float once. */
  public static float logprob(SamplerScratch scratch, int token) {
    LogitRow row = scratch.raw();
    return (float) (row.get(token) - row.logSumExp());
  }

  /** The Shannon entropy in nats of the raw distribution, the same bits wherever it is computed. */
  public static double entropy(SamplerScratch scratch) {
    return scratch.raw().entropy();
  }

  /**
   * The log-probability of {@code token} and the most probable tokens.
   *
   * @param top how many to report, best first, the lower id first among equal logits; 0 = none; no
   *     more than the vocabulary holds
   */
  public static TokenLogprobs of(SamplerScratch scratch, int token, int top) {
    float logprob = logprob(scratch, token);
    if (top == 0) {
      return new TokenLogprobs(token, logprob, List.of());
    }
    Candidates best = scratch.candidates();
    best.collectTop(scratch.raw(), top, Double.NEGATIVE_INFINITY);
    best.sortBestFirst();
    List<TokenLogprobs.Entry> entries = new ArrayList<>(best.count());
    for (int i = 0; i < best.count(); i++) {
      entries.add(new TokenLogprobs.Entry(best.id(i), logprob(scratch, best.id(i))));
    }
    return new TokenLogprobs(token, logprob, List.copyOf(entries));
  }
}
