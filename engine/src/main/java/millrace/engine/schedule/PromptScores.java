package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.api.TokenLogprobs;

/** The log-probabilities of a prompt's own tokens, collected as the prompt is computed. */
public final class PromptScores {
  final int top;
  private final TokenLogprobs[] entries;
  private int failedAt = Integer.MAX_VALUE;
  private RowError error;

  /**
   * @param promptTokens length of the prompt
   * @param top alternatives to report per token
   */
  public PromptScores(int promptTokens, int top) {
    this.top = top;
    this.entries = new TokenLogprobs[promptTokens - 1];
  }

  /** One entry per prompt token from the second on; complete when the prompt is computed. */
  public List<TokenLogprobs> entries() {
    return List.of(entries);
  }

  /** Positions whose logits were seen; they are needed no more when a prompt is recomputed. */
  int seen() {
    int seen = 0;
    while (seen < entries.length && entries[seen] != null) {
      seen++;
    }
    return seen;
  }

  /** Called by several threads, each for positions of its own. */
  void set(int position, TokenLogprobs logprobs) {
    entries[position] = logprobs;
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
    return seen() == entries.length;
  }
}
