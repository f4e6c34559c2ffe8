package millrace.datasets.openai;

import java.util.List;
import millrace.engine.api.TokenLogprobs;

/**
 * The completions of one request.
 *
 * @param line of the request, from 1
 * @param customId the request's own id
 * @param endpoint what it asked for
 * @param promptTokens of all its prompts
 * @param choices by prompt, then by sample
 * @param error code and message when one of them failed, else null
 */
public record BatchAnswer(
    long line,
    String customId,
    BatchEndpoint endpoint,
    int promptTokens,
    List<Choice> choices,
    BatchError error) {
  /**
   * One completion.
   *
   * @param text without the prompt
   * @param finishReason {@code stop} or {@code length}
   * @param tokens that were generated
   * @param logprobs for each token of the text, or null when not asked for
   */
  public record Choice(
      String text, String finishReason, int tokens, List<TokenLogprobs> logprobs) {}

  public BatchAnswer {
    choices = List.copyOf(choices);
  }

  /** Tokens that were generated. */
  public int completionTokens() {
    return choices.stream().mapToInt(Choice::tokens).sum();
  }
}
