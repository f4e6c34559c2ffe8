package millrace.engine.schedule;

import java.util.Arrays;
import millrace.engine.sampling.TokenSampler;

/** One sample to draw from a prompt. */
public final class Sample {
  final TokenSampler sampler;
  final int maxNewTokens;
  final int topLogprobs;
  final TokenSink sink;
  final Draws draws = new Draws();
  int generated;
  private final int[] endIds;
  private final int[] stopIds;

  /**
   * @param sampler draws the tokens
   * @param endIds tokens that end the sample as end of sequence; empty when they are ignored
   * @param stopIds further tokens that end it
   * @param maxNewTokens most tokens to draw
   * @param topLogprobs alternatives to report per token; -1 = report no log-probabilities
   * @param sink takes the tokens
   */
  public Sample(
      TokenSampler sampler,
      int[] endIds,
      int[] stopIds,
      int maxNewTokens,
      int topLogprobs,
      TokenSink sink) {
    this.sampler = sampler;
    this.endIds = sorted(endIds);
    this.stopIds = sorted(stopIds);
    this.maxNewTokens = maxNewTokens;
    this.topLogprobs = topLogprobs;
    this.sink = sink;
  }

  private static int[] sorted(int[] ids) {
    int[] sorted = ids.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  boolean endsWith(int token) {
    return Arrays.binarySearch(endIds, token) >= 0;
  }

  boolean stopsWith(int token) {
    return Arrays.binarySearch(stopIds, token) >= 0;
  }

  /** Whether a token may end the sample before its limit. */
  boolean mayEndEarly() {
    return endIds.length + stopIds.length > 0;
  }
}
