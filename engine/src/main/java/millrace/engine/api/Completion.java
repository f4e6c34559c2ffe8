package millrace.engine.api;

import java.util.List;

/**
 * One sample of one request; the completion table has a row for each.
 *
 * @param id the request's id
 * @param sampleIndex 0 … n-1; of a beam search, the place in the order of scores
 * @param text the completion without the prompt; "" when nothing came before an error
 * @param tokenIds every generated token, a final end-of-sequence or stop token included
 * @param promptTokens length of the prompt in tokens
 * @param cachedPromptTokens how many of them were found in the prefix cache
 * @param stopReason why it ended
 * @param stopMatch the stop string, the decimal stop token id or what the stop condition says ended
 *     it, else null
 * @param cumulativeLogprob sum of the raw log-probabilities of {@code tokenIds}; of a beam search
 *     too, whose score differs from it by the length penalty, and where rules such as penalties
 *     apply
 * @param seed the seed the sample was drawn with
 * @param generateMillis time from admission to the last token, in milliseconds
 * @param logprobs one entry per token of {@code tokenIds} when asked for, else null
 * @param promptLogprobs one entry per prompt token from the second on when asked for, else null; of
 *     a {@link Prompt.Continued} one per token of its continuation
 * @param entropy when asked for, else null
 * @param error null when fine
 */
@SuppressWarnings("ArrayRecordComponent") // a result is read, not compared
public record Completion(
    String id,
    int sampleIndex,
    String text,
    int[] tokenIds,
    int promptTokens,
    int cachedPromptTokens,
    StopReason stopReason,
    String stopMatch,
    double cumulativeLogprob,
    long seed,
    long generateMillis,
    List<TokenLogprobs> logprobs,
    List<TokenLogprobs> promptLogprobs,
    MeanEntropy entropy,
    RowError error) {

  /** A completion whose entropy was not asked for. */
  public Completion(
      String id,
      int sampleIndex,
      String text,
      int[] tokenIds,
      int promptTokens,
      int cachedPromptTokens,
      StopReason stopReason,
      String stopMatch,
      double cumulativeLogprob,
      long seed,
      long generateMillis,
      List<TokenLogprobs> logprobs,
      List<TokenLogprobs> promptLogprobs,
      RowError error) {
    this(
        id,
        sampleIndex,
        text,
        tokenIds,
        promptTokens,
        cachedPromptTokens,
        stopReason,
        stopMatch,
        cumulativeLogprob,
        seed,
        generateMillis,
        logprobs,
        promptLogprobs,
        null,
        error);
  }

  /** The row of a request that failed before any token was generated. */
  public static Completion failed(String id, int sampleIndex, long seed, RowError error) {
    return new Completion(
        id,
        sampleIndex,
        "",
        new int[0],
        0,
        0,
        StopReason.ERROR,
        null,
        0,
        seed,
        0,
        null,
        null,
        error);
  }

  /** A copy without the generated tokens, for whoever asked for the scores of a prompt alone. */
  public Completion ofPromptAlone() {
    MeanEntropy ofPrompt = entropy == null ? null : new MeanEntropy(Double.NaN, entropy.prompt());
    return new Completion(
        id,
        sampleIndex,
        "",
        new int[0],
        promptTokens,
        cachedPromptTokens,
        stopReason,
        null,
        0,
        seed,
        generateMillis,
        null,
        promptLogprobs,
        ofPrompt,
        error);
  }

  /** A copy with another error. */
  public Completion withError(RowError other) {
    return new Completion(
        id,
        sampleIndex,
        text,
        tokenIds,
        promptTokens,
        cachedPromptTokens,
        stopReason,
        stopMatch,
        cumulativeLogprob,
        seed,
        generateMillis,
        logprobs,
        promptLogprobs,
        entropy,
        other);
  }

  /** Number of generated tokens. */
  public int completionTokens() {
    return tokenIds.length;
  }
}
