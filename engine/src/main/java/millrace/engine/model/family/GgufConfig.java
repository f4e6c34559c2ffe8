package millrace.engine.model.family;

import java.util.Collections;
import java.util.List;
import millrace.engine.api.ModelFileException;
import millrace.engine.kernel.Activation;
import millrace.engine.model.Architecture;
import millrace.engine.model.Architecture.ExpertWeights;
import millrace.engine.model.Architecture.Experts;
import millrace.engine.model.Architecture.FeedForwardKind;
import millrace.engine.model.Architecture.LayerSpec;
import millrace.engine.model.Architecture.Scales;
import millrace.engine.model.Norm;
import millrace.engine.model.Rope;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.GgufMetadata;
import millrace.engine.weights.Tensor;

/**
 * The metadata of a GGUF model with the names that all families share, checked for sense. Key names
 * are llama.cpp's (gguf-py constants).
 */
final class GgufConfig {
  private static final int MOST = 1 << 24;

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final String family;
  private final int contextLimit;

  GgufConfig(GgufFile file, String family, int contextLimit) {
    this.contextLimit = contextLimit;
    this.file = file;
    this.metadata = file.metadata();
    this.family = family;
  }

  /** The usual architecture: RMS norms, SiLU, 1/√headDim. */
  Architecture architecture(List<LayerSpec> layers) {
    Tensor embedding = file.get("token_embd.weight");
    return new Architecture(
        family,
        vocabulary(embedding),
        hidden(),
        heads(),
        kvHeads(),
        headDim(),
        positive("feed_forward_length"),
        context(),
        Norm.Kind.RMS,
        normEpsilon(),
        Activation.SILU,
        FeedForwardKind.GATED,
        experts(),
        Scales.usual(headDim()),
        layers);
  }

  /** Layers that are all alike, with a sliding window where the file names one. */
  List<LayerSpec> windowed(Rope rope) {
    int window = optional("attention.sliding_window", 0);
    check(window >= 0, "attention.sliding_window", window, "0 or more");
    return Collections.nCopies(layers(), new LayerSpec(rope, window));
  }

  private Experts experts() {
    int count = optional("expert_count", 0);
    if (count == 0) {
      return null;
    }
    int used = positive("expert_used_count");
    check(count > 0 && count <= 4096, "expert_count", count, "1 … 4096");
    check(used <= count, "expert_used_count", used, "at most expert_count = " + count);
    int width = optional("expert_feed_forward_length", positive("feed_forward_length"));
    check(width > 0 && width <= MOST, "expert_feed_forward_length", width, "1 … " + MOST);
    return new Experts(count, used, width, ExpertWeights.RENORMALIZED);
  }

  int layers() {
    int layers = positive("block_count");
    check(layers <= 10_000, "block_count", layers, "at most 10000");
    return layers;
  }

  int hidden() {
    return positive("embedding_length");
  }

  int context() {
    return positive("context_length");
  }

  int heads() {
    return positive("attention.head_count");
  }

  int kvHeads() {
    int kvHeads = optional("attention.head_count_kv", heads());
    check(
        kvHeads > 0 && heads() % kvHeads == 0,
        "attention.head_count_kv",
        kvHeads,
        "a divisor of head_count = " + heads());
    return kvHeads;
  }

  int headDim() {
    int dim = optional("attention.key_length", hidden() / heads());
    check(dim > 0 && dim <= 4096 && dim % 2 == 0, "attention.key_length", dim, "even, 2 … 4096");
    int valueDim = optional("attention.value_length", dim);
    check(valueDim == dim, "attention.value_length", valueDim, "key_length = " + dim);
    return dim;
  }

  /** The rotary embedding with linear scaling where the file asks for it. */
  Rope rope() {
    int dims = optional("rope.dimension_count", headDim());
    check(
        dims > 0 && dims <= headDim() && dims % 2 == 0,
        "rope.dimension_count",
        dims,
        "even, 2 … " + headDim());
    double base = real("rope.freq_base", 10_000);
    check(base > 0 && base < 1e12, "rope.freq_base", base, "above 0");
    Rope plain = Rope.plain(base, dims);
    String scaling = metadata.findString(key("rope.scaling.type")).orElse("none");
    return switch (scaling) {
      case "none", "longrope" -> plain;
      case "linear" -> plain.dividedBy((float) scalingFactor());
      case "yarn" -> RopeScaling.yarn(plain, base, yarn());
      default -> throw invalid("rope.scaling.type", scaling, "none, linear, yarn or longrope");
    };
  }

  private RopeScaling.Yarn yarn() {
    double factor = scalingFactor();
    double magnitude = real("rope.scaling.attn_factor", 1) * RopeScaling.Yarn.magnitudeFor(factor);
    return new RopeScaling.Yarn(
        factor,
        real("rope.scaling.original_context_length", context()),
        real("rope.scaling.yarn_beta_fast", 32),
        real("rope.scaling.yarn_beta_slow", 1),
        magnitude);
  }

  private double scalingFactor() {
    double factor = real("rope.scaling.factor", 1);
    check(factor > 0 && factor < 1e6, "rope.scaling.factor", factor, "above 0");
    return factor;
  }

  /**
   * LongRoPE: factors for short or long contexts, by the context that the engine runs with (vLLM's
   * rule).
   */
  Rope longRope() {
    Rope plain = rope();
    int original = optional("rope.scaling.original_context_length", context());
    int used = contextLimit == 0 ? context() : contextLimit;
    String name = used > original ? "rope_factors_long.weight" : "rope_factors_short.weight";
    float[] factors = ropeFactors(name, plain);
    if (factors == null) {
      return plain;
    }
    float magnitude = (float) real("rope.scaling.attn_factor", 1);
    return new Rope(plain.dividedBy(factors).inverseFrequencies(), magnitude);
  }

  /** Frequency factors that the file holds as a tensor, or null. */
  float[] ropeFactors(String tensorName, Rope rope) {
    Tensor tensor = file.find(tensorName).orElse(null);
    if (tensor == null) {
      return null;
    }
    int count = rope.inverseFrequencies().length;
    check(
        tensor.rows() == 1 && tensor.columns() == count,
        tensorName,
        tensor.columns(),
        count + " numbers");
    float[] factors = new float[count];
    tensor.readRow(0, factors, 0);
    return factors;
  }

  private float normEpsilon() {
    String name =
        metadata.find(key("attention.layer_norm_epsilon")).isPresent()
            ? "attention.layer_norm_epsilon"
            : "attention.layer_norm_rms_epsilon";
    double epsilon = metadata.real(key(name));
    check(epsilon >= 0 && epsilon < 1, name, epsilon, "in [0, 1)");
    return (float) epsilon;
  }

  private int vocabulary(Tensor embedding) {
    long rows = embedding.rows();
    check(rows > 0 && rows <= MOST, "token_embd.weight rows", rows, "1 … " + MOST);
    check(
        embedding.columns() == hidden(),
        "token_embd.weight columns",
        embedding.columns(),
        "embedding_length = " + hidden());
    metadata
        .findStrings("tokenizer.ggml.tokens")
        .ifPresent(
            tokens ->
                check(
                    tokens.size() <= rows,
                    "tokenizer.ggml.tokens",
                    tokens.size(),
                    "at most the embedding's " + rows + " rows"));
    return (int) rows;
  }

  private int positive(String name) {
    int value = metadata.integer(key(name));
    check(value > 0 && value <= MOST, name, value, "1 … " + MOST);
    return value;
  }

  int optional(String name, int otherwise) {
    return metadata.findInteger(key(name)).orElse(otherwise);
  }

  double real(String name, double otherwise) {
    return metadata.findReal(key(name)).orElse(otherwise);
  }

  private String key(String name) {
    return family + "." + name;
  }

  private void check(boolean ok, String name, Object value, String expected) {
    if (!ok) {
      throw invalid(name, value, expected);
    }
  }

  private ModelFileException invalid(String name, Object value, String expected) {
    return new ModelFileException(
        "Cannot load model: %s, %s, must be %s, in %s"
            .formatted(name, value, expected, file.files().get(0).getFileName()));
  }
}
