package millrace.engine.model.family;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import millrace.engine.api.ModelFileException;
import millrace.engine.kernel.Activation;
import millrace.engine.model.Architecture;
import millrace.engine.model.Architecture.LayerSpec;
import millrace.engine.model.Architecture.Scales;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.ModelDescription.Conventions;
import millrace.engine.model.ModelDescription.RotaryLayout;
import millrace.engine.model.Rope;
import millrace.engine.weights.GgufFile;

/**
 * The families that can be loaded from GGUF, by the file's {@code general.architecture}. What a
 * file does not state (window patterns, SmolLM3's layers without rotary embedding) is as llama.cpp
 * and transformers have it.
 */
public final class GgufFamilies {
  private static final Map<String, Function<GgufConfig, ModelDescription>> FAMILIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("llama", GgufFamilies::llama),
              Map.entry("qwen2", GgufFamilies::halfSplit),
              Map.entry("qwen3", GgufFamilies::halfSplit),
              Map.entry("qwen3moe", GgufFamilies::halfSplit),
              Map.entry("olmo2", GgufFamilies::halfSplit),
              Map.entry("gemma2", GgufFamilies::gemma2),
              Map.entry("gemma3", GgufFamilies::gemma3),
              Map.entry("phi3", GgufFamilies::phi3),
              Map.entry("gpt2", GgufFamilies::gpt2),
              Map.entry("smollm3", GgufFamilies::smollm3),
              Map.entry("granite", GgufFamilies::granite)));

  private GgufFamilies() {}

  /** Names of the families. */
  public static SortedSet<String> names() {
    return new TreeSet<>(FAMILIES.keySet());
  }

  /**
   * Describes the model in a file.
   *
   * @param context most tokens of a sequence, for models whose rotary embedding depends on it; 0 =
   *     the model's own limit
   * @throws ModelFileException when the family is unknown or the metadata contradicts itself
   */
  public static ModelDescription describe(GgufFile file, int context) {
    String family = file.metadata().string("general.architecture");
    Function<GgufConfig, ModelDescription> describe = FAMILIES.get(family);
    if (describe == null) {
      throw new ModelFileException(
          "Cannot load model: general.architecture, %s, must be one of %s, in %s"
              .formatted(family, String.join(", ", names()), file.files().get(0).getFileName()));
    }
    return describe.apply(new GgufConfig(file, family, context));
  }

  /** Llama 1 to 3, Mistral, Mixtral, SmolLM (llama.cpp's LLM_ARCH_LLAMA). */
  private static ModelDescription llama(GgufConfig config) {
    Rope rope = config.rope();
    float[] factors = config.ropeFactors("rope_freqs.weight", rope);
    return pairs(config, factors == null ? rope : rope.dividedBy(factors));
  }

  private static ModelDescription pairs(GgufConfig config, Rope rope) {
    return describe(config.architecture(config.windowed(rope)), RotaryLayout.PAIRS);
  }

  /** Qwen2, Qwen3 and OLMo 2: what they have besides Llama is found by its tensors. */
  private static ModelDescription halfSplit(GgufConfig config) {
    Architecture arch = config.architecture(config.windowed(config.rope()));
    return describe(arch, RotaryLayout.HALF_SPLIT);
  }

  private static ModelDescription gemma2(GgufConfig config) {
    Rope rope = config.rope();
    List<LayerSpec> layers =
        LayerPatterns.every(
            config.layers(),
            2,
            new LayerSpec(rope, config.optional("attention.sliding_window", 4096)),
            new LayerSpec(rope, 0));
    // The 27B model scales by the width of the residual stream instead (llama.cpp, gemma2).
    Architecture arch = gemma(config.architecture(layers), config.layers() == 46);
    Scales scales =
        arch.scales()
            .withCaps(
                (float) config.real("attn_logit_softcapping", 50),
                (float) config.real("final_logit_softcapping", 30));
    return describe(arch.withScales(scales), RotaryLayout.HALF_SPLIT);
  }

  private static ModelDescription gemma3(GgufConfig config) {
    Rope local = Rope.plain(config.real("rope.freq_base_swa", 10_000), config.rope().dims());
    List<LayerSpec> layers =
        LayerPatterns.every(
            config.layers(),
            config.optional("attention.sliding_window_pattern", 6),
            new LayerSpec(local, config.optional("attention.sliding_window", 1024)),
            new LayerSpec(config.rope(), 0));
    // As for Gemma 2, the 27B model is the exception (llama.cpp, gemma3).
    Architecture arch = gemma(config.architecture(layers), config.layers() == 62);
    Scales scales = arch.scales().withCaps(0f, (float) config.real("final_logit_softcapping", 0));
    return describe(arch.withScales(scales), RotaryLayout.HALF_SPLIT);
  }

  private static Architecture gemma(Architecture arch, boolean scaleByWidth) {
    int divisor = scaleByWidth ? arch.hidden() / arch.heads() : arch.headDim();
    Scales scales =
        arch.scales()
            .withEmbedding((float) Math.sqrt(arch.hidden()))
            .withAttention((float) (1 / Math.sqrt(divisor)));
    return arch.withActivation(Activation.GELU_TANH).withScales(scales);
  }

  private static ModelDescription phi3(GgufConfig config) {
    return describe(
        config.architecture(config.windowed(config.longRope())), RotaryLayout.HALF_SPLIT);
  }

  private static ModelDescription gpt2(GgufConfig config) {
    Architecture arch =
        config
            .architecture(LayerPatterns.of(config.layers(), i -> new LayerSpec(null, 0)))
            .withActivation(Activation.GELU_TANH)
            .withLayerNormAndPlainFeedForward();
    return describe(arch, RotaryLayout.HALF_SPLIT);
  }

  private static ModelDescription smollm3(GgufConfig config) {
    List<LayerSpec> layers =
        LayerPatterns.every(
            config.layers(), 4, new LayerSpec(config.rope(), 0), new LayerSpec(null, 0));
    return describe(config.architecture(layers), RotaryLayout.PAIRS);
  }

  private static ModelDescription granite(GgufConfig config) {
    Architecture arch = config.architecture(config.windowed(config.rope()));
    Scales scales =
        new Scales(
            (float) config.real("embedding_scale", 1),
            (float) config.real("residual_scale", 1),
            (float) config.real("attention.scale", arch.scales().attention()),
            (float) (1 / config.real("logit_scale", 1)),
            0f,
            0f);
    return describe(arch.withScales(scales), RotaryLayout.PAIRS);
  }

  private static ModelDescription describe(Architecture arch, RotaryLayout layout) {
    return new ModelDescription(
        arch, Conventions.gguf(layout), RequiredTensors.of(arch.family(), arch.layers().size()));
  }
}
