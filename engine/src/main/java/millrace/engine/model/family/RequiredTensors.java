package millrace.engine.model.family;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a family has besides its matrices, as in transformers' modeling files. Without this list a
 * norm or bias that a file lacks would look like a family that has none.
 */
final class RequiredTensors {
  private static final List<String> PRE_NORMS = List.of("attn_norm.weight", "ffn_norm.weight");
  private static final List<String> POST_NORMS =
      List.of("post_attention_norm.weight", "post_ffw_norm.weight");
  private static final List<String> HEAD_NORMS =
      List.of("attn_q_norm.weight", "attn_k_norm.weight");
  private static final List<String> QUERY_KEY_VALUE_BIASES =
      List.of("attn_q.bias", "attn_k.bias", "attn_v.bias");
  private static final List<String> FUSED = List.of("attn_qkv.weight");
  private static final List<String> ALL_BIASES =
      List.of("attn_qkv.bias", "attn_output.bias", "ffn_up.bias", "ffn_down.bias");

  private RequiredTensors() {}

  /**
   * GGUF's names of tensors that a model must have.
   *
   * @param family as GGUF or Hugging Face call it
   * @param layers number of layers
   */
  static Set<String> of(String family, int layers) {
    Set<String> names = new LinkedHashSet<>();
    if (family.equals("gpt2")) {
      names.add("position_embd.weight");
    }
    for (int i = 0; i < layers; i++) {
      for (String name : ofEachLayer(family)) {
        names.add("blk." + i + "." + name);
      }
    }
    return names;
  }

  private static List<String> ofEachLayer(String family) {
    return switch (family) {
      case "qwen2" -> all(PRE_NORMS, QUERY_KEY_VALUE_BIASES);
      case "qwen3", "qwen3moe", "qwen3_moe" -> all(PRE_NORMS, HEAD_NORMS);
      case "gemma2" -> all(PRE_NORMS, POST_NORMS);
      case "gemma3", "gemma3_text" -> all(PRE_NORMS, POST_NORMS, HEAD_NORMS);
      case "olmo2" -> all(POST_NORMS, HEAD_NORMS);
      case "phi3" -> all(PRE_NORMS, FUSED);
      case "gpt2" -> all(PRE_NORMS, FUSED, ALL_BIASES);
      default -> PRE_NORMS;
    };
  }

  @SafeVarargs
  private static List<String> all(List<String>... groups) {
    return Arrays.stream(groups).flatMap(List::stream).toList();
  }
}
