package millrace.engine.model;

import java.util.List;
import millrace.engine.cache.KvShape;
import millrace.engine.kernel.Activation;

/**
 * A model family's transformer as data. {@link Transformer} computes it; a family is a function
 * from a file's metadata to this record.
 *
 * @param family name for people, for example {@code llama}
 * @param vocabulary number of token ids, the rows of the embedding
 * @param hidden width of the residual stream
 * @param heads number of query heads
 * @param kvHeads number of key/value heads; divides {@code heads}
 * @param headDim elements of a head
 * @param feedForward width of the feed-forward layer
 * @param context most positions the model was made for
 * @param norm the normalization
 * @param activation activation of the feed-forward layer
 * @param scales multipliers that some families have
 * @param layers one entry per layer
 */
public record Architecture(
    String family,
    int vocabulary,
    int hidden,
    int heads,
    int kvHeads,
    int headDim,
    int feedForward,
    int context,
    Norm.Kind norm,
    float normEpsilon,
    Activation activation,
    Scales scales,
    List<LayerSpec> layers) {

  public Architecture {
    layers = List.copyOf(layers);
  }

  /**
   * Multipliers and caps.
   *
   * @param embedding on the embedded tokens
   * @param residual on each sub-layer's output
   * @param attention on the attention scores; usually 1/√headDim
   * @param logits on the logits
   * @param attentionCap soft cap of the scores; 0 = none
   * @param logitCap soft cap of the logits; 0 = none
   */
  public record Scales(
      float embedding,
      float residual,
      float attention,
      float logits,
      float attentionCap,
      float logitCap) {

    /** Nothing but the usual 1/√headDim. */
    public static Scales usual(int headDim) {
      return new Scales(1f, 1f, (float) (1.0 / Math.sqrt(headDim)), 1f, 0f, 0f);
    }
  }

  /**
   * What differs from layer to layer.
   *
   * @param rope rotary embedding, or null where the layer has none
   * @param window how many positions a query sees, itself included; 0 = all
   */
  public record LayerSpec(Rope rope, int window) {}

  /** Width of the queries, of all heads together. */
  public int queryWidth() {
    return heads * headDim;
  }

  /** Width of the keys (and of the values), of all heads together. */
  public int kvWidth() {
    return kvHeads * headDim;
  }

  /** What a token needs in the KV cache. */
  public KvShape kvShape() {
    return new KvShape(layers.size(), kvHeads, headDim);
  }

  /** Query heads that share a key/value head. */
  public int groupSize() {
    return heads / kvHeads;
  }
}
