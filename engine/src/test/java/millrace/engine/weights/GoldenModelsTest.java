package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same weights come out of the GGUF and of the safetensors file of each golden model. */
class GoldenModelsTest {
  /** Safetensors names of a GGUF name; the first that the model has counts. */
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("token_embd", List.of("model.embed_tokens", "transformer.wte")),
          Map.entry("position_embd", List.of("transformer.wpe")),
          Map.entry("output_norm", List.of("model.norm", "transformer.ln_f")),
          Map.entry("output", List.of("lm_head")),
          Map.entry("attn_norm", List.of("input_layernorm", "ln_1")),
          Map.entry("attn_q", List.of("self_attn.q_proj")),
          Map.entry("attn_k", List.of("self_attn.k_proj")),
          Map.entry("attn_v", List.of("self_attn.v_proj")),
          Map.entry("attn_qkv", List.of("self_attn.qkv_proj", "attn.c_attn")),
          Map.entry("attn_output", List.of("self_attn.o_proj", "attn.c_proj")),
          Map.entry("attn_q_norm", List.of("self_attn.q_norm")),
          Map.entry("attn_k_norm", List.of("self_attn.k_norm")),
          Map.entry("post_attention_norm", List.of("post_attention_layernorm")),
          Map.entry("post_ffw_norm", List.of("post_feedforward_layernorm")),
          Map.entry(
              "ffn_norm", List.of("pre_feedforward_layernorm", "post_attention_layernorm", "ln_2")),
          Map.entry("ffn_gate", List.of("mlp.gate_proj")),
          Map.entry("ffn_up", List.of("mlp.up_proj", "mlp.gate_up_proj", "mlp.c_fc")),
          Map.entry("ffn_down", List.of("mlp.down_proj", "mlp.c_proj")),
          Map.entry("ffn_gate_inp", List.of("mlp.gate", "block_sparse_moe.gate")),
          Map.entry(
              "ffn_gate_exps",
              List.of("mlp.experts.%d.gate_proj", "block_sparse_moe.experts.%d.w1")),
          Map.entry(
              "ffn_up_exps", List.of("mlp.experts.%d.up_proj", "block_sparse_moe.experts.%d.w3")),
          Map.entry(
              "ffn_down_exps",
              List.of("mlp.experts.%d.down_proj", "block_sparse_moe.experts.%d.w2")));

  @ParameterizedTest
  @MethodSource("millrace.engine.testing.GoldenModelNames#all")
  void readsTheSameWeightsFromBothFormats(String model) {
    Path directory = SharedFiles.require("golden/models/" + model);
    try (GgufFile gguf = GgufFile.open(directory.resolve("model-f32.gguf"));
        SafetensorsDirectory safetensors = SafetensorsDirectory.open(directory)) {
      int compared = 0;
      for (String name : gguf.names()) {
        if (!name.startsWith("rope_")) {
          float[] expected = expected(gguf, safetensors, name);
          assertThat(Arrays.equals(read(gguf.get(name)), expected)).as(name).isTrue();
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(20);
    }
  }

  private static float[] expected(GgufFile gguf, SafetensorsDirectory safetensors, String name) {
    String architecture = gguf.metadata().string("general.architecture");
    Tensor source = correspondent(safetensors, name, 0).orElseThrow();
    float[] values = read(source);
    if (name.contains("_exps")) {
      return stacked(safetensors, name, gguf.get(name));
    }
    if (architecture.equals("gpt2") && name.startsWith("blk") && source.rows() > 1) {
      return transposed(values, (int) source.rows(), source.columns());
    }
    if (architecture.startsWith("gemma") && name.contains("norm")) {
      for (int i = 0; i < values.length; i++) {
        values[i] += 1;
      }
    }
    boolean pairs = List.of("llama", "smollm3", "granite").contains(architecture);
    if (pairs && (name.endsWith("attn_q.weight") || name.endsWith("attn_k.weight"))) {
      String key = name.contains("attn_q") ? "head_count" : "head_count_kv";
      int heads = gguf.metadata().integer(architecture + ".attention." + key);
      return interleaved(values, heads, (int) source.rows(), source.columns());
    }
    return values;
  }

  private static Optional<Tensor> correspondent(
      SafetensorsDirectory safetensors, String name, int expert) {
    String[] parts = name.split("\\.", -1);
    boolean inLayer = parts[0].equals("blk");
    String suffix = "." + parts[parts.length - 1];
    return NAMES.get(parts[inLayer ? 2 : 0]).stream()
        .map(candidate -> candidate.formatted(expert) + suffix)
        .flatMap(
            candidate ->
                inLayer
                    ? List.of(
                        "model.layers." + parts[1] + "." + candidate,
                        "transformer.h." + parts[1] + "." + candidate)
                        .stream()
                    : List.of(candidate).stream())
        .filter(safetensors.names()::contains)
        .map(safetensors::get)
        .findFirst();
  }

  private static float[] stacked(SafetensorsDirectory safetensors, String name, Tensor target) {
    int experts = (int) target.shape()[0];
    int size = Math.toIntExact(target.rows() * target.columns() / experts);
    float[] all = new float[experts * size];
    for (int e = 0; e < experts; e++) {
      float[] one = read(correspondent(safetensors, name, e).orElseThrow());
      System.arraycopy(one, 0, all, e * size, size);
    }
    return all;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[c * rows + r] = values[r * columns + c];
      }
    }
    return result;
  }

  /**
   * Row 2i+s of a head from row s·half+i: rotary pairs side by side instead of half a head apart.
   */
  private static float[] interleaved(float[] values, int heads, int rows, int columns) {
    float[] result = new float[values.length];
    int half = rows / heads / 2;
    for (int row = 0; row < rows; row++) {
      int head = row / (2 * half);
      int side = row % (2 * half) / half;
      int target = head * 2 * half + 2 * (row % half) + side;
      System.arraycopy(values, row * columns, result, target * columns, columns);
    }
    return result;
  }

  private static float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.rows() * tensor.columns())];
    tensor.readRows(0, (int) tensor.rows(), values, 0);
    return values;
  }
}
