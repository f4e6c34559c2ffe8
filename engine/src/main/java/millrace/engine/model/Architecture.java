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
 * @param feedForwardKind how the feed-forward layer is built
 * @param experts mixture of experts, or null where all layers are dense
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
    FeedForwardKind feedForwardKind,
    Experts experts,
    Scales scales,
    List<LayerSpec> layers) {

  public Architecture {
    layers = List.copyOf(layers);
  }

  /** How a feed-forward layer is built. */
  public enum FeedForwardKind {
    /** down(activation(gate(x)) · up(x)). */
    GATED,
    /** down(activation(up(x))). */
    PLAIN
  }

  /**
   * A mixture of experts: a router picks some gated feed-forward layers for each token.
   *
   * @param count number of experts
   * @param used how many a token uses
   * @param feedForward width of one expert
   * @param weights how the chosen experts' weights are made from the router's logits
   */
  public record Experts(int count, int used, int feedForward, ExpertWeights weights) {}

  /** Weights of the chosen experts. */
  public enum ExpertWeights {
    /** Softmax over all experts, divided by the sum of the chosen ones. */
    RENORMALIZED,
    /** Softmax over all experts. */
    PLAIN
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

    /** These with another scale of the attention scores. */
    public Scales withAttention(float value) {
      return new Scales(embedding, residual, value, logits, attentionCap, logitCap);
    }

    /** These with another multiplier on the embedded tokens. */
    public Scales withEmbedding(float value) {
      return new Scales(value, residual, attention, logits, attentionCap, logitCap);
    }

    /** These with soft caps; 0 = none. */
    public Scales withCaps(float attentionValue, float logitValue) {
      return new Scales(embedding, residual, attention, logits, attentionValue, logitValue);
    }

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

  /** This with other multipliers. */
  public Architecture withScales(Scales value) {
    return new Architecture(
        family,
        vocabulary,
        hidden,
        heads,
        kvHeads,
        headDim,
        feedForward,
        context,
        norm,
        normEpsilon,
        activation,
        feedForwardKind,
        experts,
        value,
        layers);
  }

  /** This with another activation function. */
  public Architecture withActivation(Activation value) {
    return new Architecture(
        family,
        vocabulary,
        hidden,
        heads,
        kvHeads,
        headDim,
        feedForward,
        context,
        norm,
        normEpsilon,
        value,
        feedForwardKind,
        experts,
        scales,
        layers);
  }

  /** This with a mixture of experts. */
  public Architecture withExperts(Experts value) {
    return new Architecture(
        family,
        vocabulary,
        hidden,
        heads,
        kvHeads,
        headDim,
        feedForward,
        context,
        norm,
        normEpsilon,
        activation,
        feedForwardKind,
        value,
        scales,
        layers);
  }

  /** This with LayerNorm and a plain feed-forward layer, as GPT-2 has them. */
  public Architecture withLayerNormAndPlainFeedForward() {
    return new Architecture(
        family,
        vocabulary,
        hidden,
        heads,
        kvHeads,
        headDim,
        feedForward,
        context,
        Norm.Kind.LAYER,
        normEpsilon,
        activation,
        FeedForwardKind.PLAIN,
        experts,
        scales,
        layers);
  }

  /** Width of the widest feed-forward layer of any kind. */
  public int widestFeedForward() {
    return experts == null ? feedForward : Math.max(feedForward, experts.feedForward());
  }

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
