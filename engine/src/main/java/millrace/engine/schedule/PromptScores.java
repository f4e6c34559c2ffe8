package millrace.engine.schedule;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.TokenLogprobs;

/** The log-probabilities of a prompt's own tokens, collected as the prompt is computed. */
public final class PromptScores {
  final int top;
  private final TokenLogprobs[] entries;

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

  void set(int position, TokenLogprobs logprobs) {
    entries[position] = logprobs;
  }

  boolean complete() {
    return Arrays.stream(entries).noneMatch(entry -> entry == null);
  }
}
