package millrace.engine.schedule;

import millrace.engine.api.RowError;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.sampling.Logprobs;
import millrace.engine.sampling.SamplerScratch;
import millrace.engine.sampling.TokenSampler;

/** One sample to draw from a prompt. */
public final class Sample extends Branch {
  final TokenSampler sampler;
  final EndTokens ends;
  final TokenSink sink;
  final Draws draws = new Draws();
  int generated;
  private final int maxNewTokens;
  private final int topLogprobs;

  /**
   * @param sampler draws the tokens
   * @param ends tokens that end the sample
   * @param maxNewTokens most tokens to draw
   * @param topLogprobs alternatives to report per token; -1 = report no log-probabilities
   * @param sink takes the tokens
   */
  public Sample(
      TokenSampler sampler, EndTokens ends, int maxNewTokens, int topLogprobs, TokenSink sink) {
    this.sampler = sampler;
    this.ends = ends;
    this.maxNewTokens = maxNewTokens;
    this.topLogprobs = topLogprobs;
    this.sink = sink;
  }

  @Override
  void reserve(int rows) {
    draws.reserve(rows);
  }

  /**
   * Draws as if the {@code ahead} tokens that were proposed were part of the output; when they are
   * not, the engine's thread does not look at the result.
   */
  @Override
  void draw(Sequence sequence, int ahead, SamplerScratch row) {
    int end = sequence.length();
    int token = sampler.sample(row, generated + ahead, sequence.tokenArray(), end, end + ahead);
    TokenLogprobs detail = topLogprobs < 0 ? null : Logprobs.of(row, token, topLogprobs);
    float logprob = detail == null ? Logprobs.logprob(row, token) : detail.logprob();
    draws.set(ahead, token, logprob, detail);
    if (sink.measuresEntropy()) {
      draws.measure(ahead, Logprobs.entropy(row));
    }
  }

  @Override
  void fail(int ahead, RowError error) {
    draws.fail(ahead, error);
  }

  @Override
  int maxNewTokens() {
    return maxNewTokens;
  }

  @Override
  boolean mayEndEarly() {
    return ends.count() > 0;
  }
}
