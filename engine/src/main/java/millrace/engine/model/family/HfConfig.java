package millrace.engine.model.family;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * A Hugging Face {@code config.json}, checked for sense. Knows both styles of rotary settings:
 * {@code rope_theta} with {@code rope_scaling}, and transformers 5's {@code rope_parameters}.
 */
final class HfConfig {
  private static final int MOST = 1 << 24;

  private final JsonNode json;
  private final String fileName;
  private final int contextLimit;

  HfConfig(JsonNode json, String fileName, int contextLimit) {
    this.json = json;
    this.fileName = fileName;
    this.contextLimit = contextLimit;
  }

  /** The usual architecture: RMS norms, the activation named, 1/√headDim. */
  Architecture architecture(String family, List<LayerSpec> layers) {
    return new Architecture(
        family,
        positive("vocab_size"),
        hidden(),
        heads(),
        kvHeads(),
        headDim(),
        positive("intermediate_size"),
        context(),
        Norm.Kind.RMS,
        epsilon("rms_norm_eps", 1e-6),
        activation(),
        FeedForwardKind.GATED,
        null,
        Scales.usual(headDim()),
        layers);
  }

  /** GPT-2's configuration has names of its own. */
  Architecture gpt2Architecture() {
    int hidden = positive("n_embd");
    int heads = positive("n_head");
    check(hidden % heads == 0, "n_head", heads, "a divisor of n_embd = " + hidden);
    check(flag("scale_attn_weights", true), "scale_attn_weights", "false", "true");
    check(
        !flag("scale_attn_by_inverse_layer_idx", false),
        "scale_attn_by_inverse_layer_idx",
        "true",
        "false");
    return new Architecture(
        "gpt2",
        positive("vocab_size"),
        hidden,
        heads,
        heads,
        hidden / heads,
        has("n_inner") ? positive("n_inner") : 4 * hidden,
        positive("n_positions"),
        Norm.Kind.LAYER,
        epsilon("layer_norm_epsilon", 1e-5),
        activation("activation_function", "gelu_new"),
        FeedForwardKind.PLAIN,
        null,
        Scales.usual(hidden / heads),
        LayerPatterns.of(positive("n_layer"), i -> new LayerSpec(null, 0)));
  }

  int layers() {
    int layers = positive("num_hidden_layers");
    check(layers <= 10_000, "num_hidden_layers", layers, "at most 10000");
    return layers;
  }

  int hidden() {
    return positive("hidden_size");
  }

  int context() {
    return positive("max_position_embeddings");
  }

  int heads() {
    return positive("num_attention_heads");
  }

  private int kvHeads() {
    int kvHeads = integer("num_key_value_heads", heads());
    check(
        kvHeads > 0 && heads() % kvHeads == 0,
        "num_key_value_heads",
        kvHeads,
        "a divisor of num_attention_heads = " + heads());
    return kvHeads;
  }

  int headDim() {
    int dim = integer("head_dim", hidden() / heads());
    check(dim > 0 && dim <= 4096 && dim % 2 == 0, "head_dim", dim, "even, 2 … 4096");
    return dim;
  }

  /** Experts with the router's weights made in that way. */
  Experts experts(String widthName, ExpertWeights weights) {
    String countName = has("num_local_experts") ? "num_local_experts" : "num_experts";
    int count = positive(countName);
    int used = positive("num_experts_per_tok");
    check(count <= 4096, countName, count, "1 … 4096");
    check(used <= count, "num_experts_per_tok", used, "at most " + count);
    return new Experts(count, used, positive(widthName), weights);
  }

  /** Layers by {@code layer_types} where given, else by {@code slides} for each index. */
  List<LayerSpec> layers(
      LayerSpec full, LayerSpec sliding, java.util.function.IntPredicate slides) {
    JsonNode types = json.get("layer_types");
    if (types == null || types.isNull()) {
      return LayerPatterns.of(layers(), i -> slides.test(i) ? sliding : full);
    }
    check(types.size() == layers(), "layer_types", types.size(), "num_hidden_layers entries");
    return LayerPatterns.of(
        layers(),
        i ->
            switch (types.get(i).asText()) {
              case "full_attention" -> full;
              case "sliding_attention" -> sliding;
              default -> throw invalid("layer_types", types.get(i), "full or sliding attention");
            });
  }

  /** The rotary embedding of all layers. */
  Rope rope() {
    return rope(ropeSettings(), real("rope_theta", 10_000));
  }

  /** The rotary embedding of one kind of layer, where the configuration tells them apart. */
  Rope rope(String layerType, double base) {
    JsonNode nested = node("rope_parameters").get(layerType);
    return nested == null ? Rope.plain(base, rotaryDims()) : rope(nested, base);
  }

  boolean hasNestedRope() {
    return node("rope_parameters").has("full_attention");
  }

  private JsonNode ropeSettings() {
    return has("rope_parameters") ? json.get("rope_parameters") : node("rope_scaling");
  }

  private int rotaryDims() {
    JsonNode settings = ropeSettings();
    double share =
        settings.path("partial_rotary_factor").asDouble(real("partial_rotary_factor", 1));
    int dims = (int) (headDim() * share);
    check(
        dims > 0 && dims <= headDim() && dims % 2 == 0,
        "partial_rotary_factor",
        share,
        "an even part of head_dim = " + headDim());
    return dims;
  }

  private Rope rope(JsonNode settings, double otherwise) {
    double base = settings.path("rope_theta").asDouble(otherwise);
    check(base > 0 && base < 1e12, "rope_theta", base, "above 0");
    Rope plain = Rope.plain(base, rotaryDims());
    String type = settings.path("rope_type").asText(settings.path("type").asText("default"));
    return switch (type) {
      case "default" -> plain;
      case "linear" -> plain.dividedBy((float) factor(settings));
      case "llama3" ->
          RopeScaling.llama3(
              plain,
              factor(settings),
              settings.path("low_freq_factor").asDouble(1),
              settings.path("high_freq_factor").asDouble(4),
              original(settings));
      case "yarn" -> RopeScaling.yarn(plain, base, yarn(settings));
      case "longrope", "su" -> longRope(plain, settings);
      default -> throw invalid("rope_type", type, "default, linear, llama3, yarn or longrope");
    };
  }

  private RopeScaling.Yarn yarn(JsonNode settings) {
    double factor = factor(settings);
    double magnitude =
        settings.path("attention_factor").asDouble(RopeScaling.Yarn.magnitudeFor(factor));
    return new RopeScaling.Yarn(
        factor,
        original(settings),
        settings.path("beta_fast").asDouble(32),
        settings.path("beta_slow").asDouble(1),
        magnitude);
  }

  /** Factors for short or long contexts, by the context that the engine runs with. */
  private Rope longRope(Rope plain, JsonNode settings) {
    double original = original(settings);
    int used = contextLimit == 0 ? context() : contextLimit;
    String name = used > original ? "long_factor" : "short_factor";
    JsonNode list = settings.path(name);
    float[] factors = new float[plain.inverseFrequencies().length];
    check(list.size() == factors.length, name, list.size(), factors.length + " numbers");
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) list.get(i).asDouble();
    }
    double magnitude =
        settings
            .path("attention_factor")
            .asDouble(RopeScaling.longMagnitude(context() / original, original));
    return new Rope(plain.dividedBy(factors).inverseFrequencies(), (float) magnitude);
  }

  private double factor(JsonNode settings) {
    double factor = settings.path("factor").asDouble(1);
    check(factor > 0 && factor < 1e6, "rope factor", factor, "above 0");
    return factor;
  }

  private double original(JsonNode settings) {
    double otherwise = real("original_max_position_embeddings", context());
    double original = settings.path("original_max_position_embeddings").asDouble(otherwise);
    check(original > 0, "original_max_position_embeddings", original, "above 0");
    return original;
  }

  private Activation activation() {
    return activation(has("hidden_activation") ? "hidden_activation" : "hidden_act", "silu");
  }

  private Activation activation(String name, String otherwise) {
    String value = node(name).asText(otherwise);
    return switch (value) {
      case "silu", "swish" -> Activation.SILU;
      case "gelu_pytorch_tanh", "gelu_new" -> Activation.GELU_TANH;
      default -> throw invalid(name, value, "silu, gelu_pytorch_tanh or gelu_new");
    };
  }

  private float epsilon(String name, double otherwise) {
    double epsilon = real(name, otherwise);
    check(epsilon >= 0 && epsilon < 1, name, epsilon, "in [0, 1)");
    return (float) epsilon;
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** A member, or a node without members where it is missing or null. */
  JsonNode node(String name) {
    return json.path(name);
  }

  boolean flag(String name, boolean otherwise) {
    return node(name).asBoolean(otherwise);
  }

  int integer(String name, int otherwise) {
    return has(name) ? whole(name) : otherwise;
  }

  double real(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    check(json.get(name).isNumber(), name, json.get(name), "a number");
    return json.get(name).asDouble();
  }

  int positive(String name) {
    check(has(name), name, "missing", "1 … " + MOST);
    int value = whole(name);
    check(value > 0 && value <= MOST, name, value, "1 … " + MOST);
    return value;
  }

  private int whole(String name) {
    JsonNode value = json.get(name);
    check(value.isIntegralNumber() && value.canConvertToInt(), name, value, "a whole number");
    return value.asInt();
  }

  void check(boolean ok, String name, Object value, String expected) {
    if (!ok) {
      throw invalid(name, value, expected);
    }
  }

  ModelFileException invalid(String name, Object value, String expected) {
    return new ModelFileException(
        "Cannot load model: %s, %s, must be %s, in %s".formatted(name, value, expected, fileName));
  }
}
