package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams.Flag;
import millrace.engine.api.TokenLogprobs;

/** The log-probabilities of a prompt's own tokens, collected as the prompt is computed. */
public final class PromptScores {
  final int top;
  final Flag entropy;
  private final int first;
  private final TokenLogprobs[] entries;
  private final double[] entropies;
  private int failedAt = Integer.MAX_VALUE;
  private RowError error;

  /**
   * @param promptTokens length of the prompt
   * @param first index of the first token that is scored, at least 1
   * @param top alternatives to report per token
   * @param entropy whether entropies are collected too
   */
  public PromptScores(int promptTokens, int first, int top, Flag entropy) {
    this.first = first;
    this.top = top;
    this.entropy = entropy;
    this.entries = new TokenLogprobs[promptTokens - first];
    this.entropies = new double[entropy.isOn() ? entries.length : 0];
  }

  /** One entry per token from the first that is scored; complete when the prompt is computed. */
  public List<TokenLogprobs> entries() {
    return List.of(entries);
  }

  /** Mean entropy of the distributions that the scored tokens come from; NaN without any. */
  public double meanEntropy() {
    double sum = 0;
    for (double each : entropies) {
      sum += each;
    }
    return sum / entropies.length;
  }

  /**
   * The first position whose logits were not seen yet. Those before are needed no more, not even
   * when a prompt is recomputed.
   */
  int firstUnseen() {
    int seen = 0;
    while (seen < entries.length && entries[seen] != null) {
      seen++;
    }
    return first - 1 + seen;
  }

  /** Called by several threads, each for positions of its own. */
  void set(int position, TokenLogprobs logprobs, double nats) {
    int index = position + 1 - first;
    entries[index] = logprobs;
    if (entropy.isOn()) {
      entropies[index] = nats;
    }
  }

  /** As {@link #set} for logits that are not finite; the error at the first position counts. */
  synchronized void fail(int position, RowError cause) {
    if (position < failedAt) {
      failedAt = position;
      error = cause;
    }
  }

  /** Why the prompt cannot be scored, or null. */
  synchronized RowError error() {
    return error;
  }

  boolean complete() {
    return firstUnseen() == first - 1 + entries.length;
  }
}
