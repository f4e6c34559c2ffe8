package millrace.datasets.openai;

/**
 * The most new tokens of requests that do not say.
 *
 * @param chat for {@code /v1/chat/completions}
 * @param completions for {@code /v1/completions}
 */
public record DefaultLengths(int chat, int completions) {
  /** OpenAI's own default for {@code /v1/completions}. */
  public static final int OPENAI_COMPLETIONS = 16;

  int of(BatchEndpoint endpoint) {
    return endpoint == BatchEndpoint.CHAT ? chat : completions;
  }
}
