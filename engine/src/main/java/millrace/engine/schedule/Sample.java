package millrace.engine.schedule;

import java.util.Set;
import millrace.engine.api.RowError;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.sampling.TokenSampler;

/**
 * One sample to draw from a prompt.
 *
 * <p>The fields {@code drawn}, {@code logprobs} and {@code error} carry a step's result from the
 * thread that drew it to the engine's thread.
 */
public final class Sample {
  final TokenSampler sampler;
  final Set<Integer> endIds;
  final Set<Integer> stopIds;
  final int maxNewTokens;
  final int topLogprobs;
  final TokenSink sink;
  int generated;
  int drawn;
  TokenLogprobs logprobs;
  RowError error;

  /**
   * @param sampler draws the tokens
   * @param endIds tokens that end the sample as end of sequence; empty when they are ignored
   * @param stopIds further tokens that end it
   * @param maxNewTokens most tokens to draw
   * @param topLogprobs alternatives to report per token; -1 or 0 = none
   * @param sink takes the tokens
   */
  public Sample(
      TokenSampler sampler,
      Set<Integer> endIds,
      Set<Integer> stopIds,
      int maxNewTokens,
      int topLogprobs,
      TokenSink sink) {
    this.sampler = sampler;
    this.endIds = Set.copyOf(endIds);
    this.stopIds = Set.copyOf(stopIds);
    this.maxNewTokens = maxNewTokens;
    this.topLogprobs = topLogprobs;
    this.sink = sink;
  }
}
