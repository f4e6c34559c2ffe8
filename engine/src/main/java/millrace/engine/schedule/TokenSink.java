package millrace.engine.schedule;

import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;

/**
 * Receives one sample's tokens as they are drawn. Called by the engine's thread, one call at a
 * time; the last call is {@link #onFinish} or {@link #onError}.
 */
public interface TokenSink {
  /** Whether {@link #onEntropy} is to be called. */
  default boolean measuresEntropy() {
    return false;
  }

  /**
   * The entropy, in nats, of the raw distribution of the token that {@link #onToken} brings next.
   */
  default void onEntropy(double entropy) {}

  /**
   * One more token.
   *
   * @param byToken {@link StopReason#EOS} or {@link StopReason#STOP_TOKEN} when the token itself
   *     ends the sample, else null
   * @param logprob its raw log-probability
   * @param detail the same with alternatives, or null when the sample reports none
   * @return why the sample ends here: {@code byToken}, a reason of the text's own, or null to go on
   */
  StopReason onToken(int token, StopReason byToken, float logprob, TokenLogprobs detail);

  /**
   * The sample is complete.
   *
   * @param cachedPromptTokens prompt tokens that the prefix cache supplied
   */
  void onFinish(StopReason reason, int cachedPromptTokens);

  /** The sample failed. */
  void onError(RowError error);
}
