package millrace.engine.model;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.ModelDescription.RotaryLayout;
import millrace.engine.weights.GgufFile;

/** The families that can be loaded from GGUF, by the file's {@code general.architecture}. */
public final class GgufFamilies {
  private static final Map<String, Function<GgufConfig, ModelDescription>> FAMILIES =
      Map.of("llama", GgufFamilies::llama);

  private GgufFamilies() {}

  /**
   * Describes the model in a file.
   *
   * @throws ModelFileException when the family is unknown or the metadata contradicts itself
   */
  public static ModelDescription describe(GgufFile file) {
    String family = file.metadata().string("general.architecture");
    Function<GgufConfig, ModelDescription> describe = FAMILIES.get(family);
    if (describe == null) {
      throw new ModelFileException(
          "Cannot load model: general.architecture, %s, must be one of %s, in %s"
              .formatted(
                  family,
                  String.join(", ", new TreeSet<>(FAMILIES.keySet())),
                  file.files().get(0).getFileName()));
    }
    return describe.apply(new GgufConfig(file, family));
  }

  /** Llama 1 to 3, Mistral and relatives (llama.cpp's LLM_ARCH_LLAMA). */
  private static ModelDescription llama(GgufConfig config) {
    Rope rope = config.rope();
    float[] factors = config.ropeFactors("rope_freqs.weight", rope);
    Rope scaled = factors == null ? rope : rope.dividedBy(factors);
    Architecture.LayerSpec layer = new Architecture.LayerSpec(scaled, 0);
    List<Architecture.LayerSpec> layers = config.repeat(layer);
    return new ModelDescription(config.architecture(layers), RotaryLayout.PAIRS);
  }
}
