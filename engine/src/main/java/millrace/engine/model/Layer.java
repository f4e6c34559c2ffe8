package millrace.engine.model;

import millrace.engine.kernel.Projection;

/**
 * One layer's weights. What a family does not have is null.
 *
 * @param attentionNorm before attention
 * @param qkv outputs [queries | keys | values]
 * @param qkvBias added to them
 * @param queryNorm over each query head, or over all of them when it is that wide
 * @param keyNorm likewise for keys
 * @param output from the attended heads back to the residual width
 * @param outputBias added to it
 * @param postAttentionNorm on the attention part's output
 * @param feedForwardNorm before the feed-forward part
 * @param feedForward the feed-forward part
 * @param postFeedForwardNorm on its output
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
record Layer(
    Architecture.LayerSpec spec,
    Norm attentionNorm,
    Projection qkv,
    float[] qkvBias,
    Norm queryNorm,
    Norm keyNorm,
    Projection output,
    float[] outputBias,
    Norm postAttentionNorm,
    Norm feedForwardNorm,
    FeedForward feedForward,
    Norm postFeedForwardNorm) {

  long byteSize() {
    return qkv.byteSize() + output.byteSize() + feedForward.byteSize();
  }
}
