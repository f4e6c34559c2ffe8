package millrace.engine.model;

import java.util.Collections;
import java.util.List;
import millrace.engine.api.ModelFileException;
import millrace.engine.kernel.Activation;
import millrace.engine.model.Architecture.LayerSpec;
import millrace.engine.model.Architecture.Scales;
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

  GgufConfig(GgufFile file, String family) {
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
        Scales.usual(headDim()),
        layers);
  }

  List<LayerSpec> repeat(LayerSpec layer) {
    return Collections.nCopies(layers(), layer);
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
      case "none" -> plain;
      case "linear" -> plain.dividedBy((float) real("rope.scaling.factor", 1));
      default -> throw invalid("rope.scaling.type", scaling, "none or linear");
    };
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
    double epsilon = metadata.real(key("attention.layer_norm_rms_epsilon"));
    check(epsilon >= 0 && epsilon < 1, "attention.layer_norm_rms_epsilon", epsilon, "in [0, 1)");
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

  private int optional(String name, int otherwise) {
    return metadata.findInteger(key(name)).orElse(otherwise);
  }

  private double real(String name, double otherwise) {
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
