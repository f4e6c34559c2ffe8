package millrace.engine.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import millrace.engine.model.Architecture;
import millrace.engine.model.Architecture.ExpertWeights;
import millrace.engine.model.Architecture.LayerSpec;
import millrace.engine.model.Architecture.Scales;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.ModelDescription.Conventions;
import millrace.engine.model.ModelDescription.MatrixLayout;
import millrace.engine.model.ModelDescription.RotaryLayout;
import millrace.engine.model.Rope;
import millrace.engine.weights.TensorSource;

/**
 * The families that can be loaded from a Hugging Face directory, by {@code model_type} of its
 * {@code config.json}.
 */
public final class HfFamilies {
  private static final Map<String, Function<Source, ModelDescription>> FAMILIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("llama", HfFamilies::llama),
              Map.entry("mistral", HfFamilies::llama),
              Map.entry("mixtral", HfFamilies::mixtral),
              Map.entry("qwen2", HfFamilies::qwen),
              Map.entry("qwen3", HfFamilies::qwen),
              Map.entry("qwen3_moe", HfFamilies::qwenExperts),
              Map.entry("gemma2", HfFamilies::gemma2),
              Map.entry("gemma3_text", HfFamilies::gemma3),
              Map.entry("phi3", HfFamilies::phi3),
              Map.entry("gpt2", HfFamilies::gpt2),
              Map.entry("smollm3", HfFamilies::smollm3),
              Map.entry("olmo2", HfFamilies::olmo2),
              Map.entry("granite", HfFamilies::granite)));

  /** A configuration with the tensors that go with it. */
  private record Source(String family, HfConfig config, TensorSource tensors) {
    Architecture architecture(List<LayerSpec> layers) {
      return config.architecture(family, layers);
    }

    ModelDescription describe(Architecture arch, Conventions conventions) {
      Set<String> required = RequiredTensors.of(family, arch.layers().size());
      if (!config.flag("tie_word_embeddings", true)) {
        required.add("output.weight");
      }
      return new ModelDescription(arch, conventions, required);
    }

    ModelDescription describe(Architecture arch, UnaryOperator<String> names) {
      return describe(
          arch, new Conventions(RotaryLayout.HALF_SPLIT, MatrixLayout.OUTPUTS_FIRST, 0f, names));
    }
  }

  private HfFamilies() {}

  /** Names of the families. */
  public static SortedSet<String> names() {
    return new TreeSet<>(FAMILIES.keySet());
  }

  /**
   * Describes a model.
   *
   * @param json its config.json
   * @param fileName named in errors
   * @param tensors its tensors
   * @param context as for {@link GgufFamilies#describe}
   * @throws millrace.engine.api.ModelFileException when the family is unknown or the configuration
   *     contradicts itself
   */
  public static ModelDescription describe(
      JsonNode json, String fileName, TensorSource tensors, int context) {
    HfConfig config = new HfConfig(json, fileName, context);
    String family = config.node("model_type").asText("missing");
    Function<Source, ModelDescription> describe = FAMILIES.get(family);
    if (describe == null) {
      throw config.invalid("model_type", family, "one of " + String.join(", ", names()));
    }
    return describe.apply(new Source(family, config, tensors));
  }

  private static ModelDescription llama(Source source) {
    HfConfig config = source.config();
    LayerSpec sliding = new LayerSpec(config.rope(), config.integer("sliding_window", 0));
    return source.describe(
        source.architecture(LayerPatterns.of(config.layers(), i -> sliding)),
        HfTensorNames.llama());
  }

  private static ModelDescription mixtral(Source source) {
    Architecture arch =
        llama(source)
            .architecture()
            .withExperts(source.config().experts("intermediate_size", ExpertWeights.RENORMALIZED));
    return source.describe(arch, HfTensorNames.mixtral());
  }

  private static ModelDescription qwen(Source source) {
    return source.describe(qwenArchitecture(source), HfTensorNames.llama());
  }

  private static ModelDescription qwenExperts(Source source) {
    HfConfig config = source.config();
    ExpertWeights weights =
        config.flag("norm_topk_prob", false) ? ExpertWeights.RENORMALIZED : ExpertWeights.PLAIN;
    Architecture arch =
        qwenArchitecture(source).withExperts(config.experts("moe_intermediate_size", weights));
    return source.describe(arch, HfTensorNames.qwenExperts());
  }

  private static Architecture qwenArchitecture(Source source) {
    HfConfig config = source.config();
    Rope rope = config.rope();
    boolean slides = config.flag("use_sliding_window", false);
    int firstSliding = config.integer("max_window_layers", config.layers());
    LayerSpec full = new LayerSpec(rope, 0);
    LayerSpec sliding = slides ? new LayerSpec(rope, config.integer("sliding_window", 0)) : full;
    return source.architecture(config.layers(full, sliding, i -> i >= firstSliding));
  }

  private static ModelDescription gemma2(Source source) {
    HfConfig config = source.config();
    Rope rope = config.rope();
    LayerSpec sliding = new LayerSpec(rope, config.integer("sliding_window", 4096));
    return gemma(source, new LayerSpec(rope, 0), sliding, 2);
  }

  private static ModelDescription gemma3(Source source) {
    HfConfig config = source.config();
    double localBase = config.real("rope_local_base_freq", 10_000);
    Rope local = config.rope("sliding_attention", localBase);
    Rope global = config.hasNestedRope() ? config.rope("full_attention", 1_000_000) : config.rope();
    LayerSpec sliding = new LayerSpec(local, config.integer("sliding_window", 4096));
    int period = config.integer("sliding_window_pattern", 6);
    return gemma(source, new LayerSpec(global, 0), sliding, period);
  }

  private static ModelDescription gemma(
      Source source, LayerSpec full, LayerSpec sliding, int period) {
    HfConfig config = source.config();
    Architecture arch =
        source.architecture(config.layers(full, sliding, i -> (i + 1) % period != 0));
    double perScore = config.real("query_pre_attn_scalar", arch.headDim());
    Scales scales =
        arch.scales()
            .withEmbedding((float) Math.sqrt(arch.hidden()))
            .withAttention((float) (1 / Math.sqrt(perScore)))
            .withCaps(
                (float) config.real("attn_logit_softcapping", 0),
                (float) config.real("final_logit_softcapping", 0));
    return source.describe(
        arch.withScales(scales),
        new Conventions(
            RotaryLayout.HALF_SPLIT, MatrixLayout.OUTPUTS_FIRST, 1f, HfTensorNames.postNorms()));
  }

  private static ModelDescription phi3(Source source) {
    return source.describe(llama(source).architecture(), HfTensorNames.phi3());
  }

  private static ModelDescription olmo2(Source source) {
    return source.describe(llama(source).architecture(), HfTensorNames.postNorms());
  }

  private static ModelDescription gpt2(Source source) {
    String prefix = source.tensors().find("wte.weight").isPresent() ? "" : "transformer.";
    return source.describe(
        source.config().gpt2Architecture(),
        new Conventions(
            RotaryLayout.HALF_SPLIT, MatrixLayout.INPUTS_FIRST, 0f, HfTensorNames.gpt2(prefix)));
  }

  private static ModelDescription smollm3(Source source) {
    HfConfig config = source.config();
    LayerSpec rotating = new LayerSpec(config.rope(), 0);
    LayerSpec still = new LayerSpec(null, 0);
    JsonNode rotates = config.node("no_rope_layers"); // 1 where the layer does rotate
    int period = config.integer("no_rope_layer_interval", 4);
    boolean listed = rotates.size() == config.layers();
    return source.describe(
        source.architecture(
            LayerPatterns.of(
                config.layers(),
                i ->
                    (listed ? rotates.get(i).asInt() != 0 : (i + 1) % period != 0)
                        ? rotating
                        : still)),
        HfTensorNames.llama());
  }

  private static ModelDescription granite(Source source) {
    HfConfig config = source.config();
    Architecture arch = llama(source).architecture();
    Scales scales =
        new Scales(
            (float) config.real("embedding_multiplier", 1),
            (float) config.real("residual_multiplier", 1),
            (float) config.real("attention_multiplier", 1),
            (float) (1 / config.real("logits_scaling", 1)),
            0f,
            0f);
    return source.describe(arch.withScales(scales), HfTensorNames.llama());
  }
}
