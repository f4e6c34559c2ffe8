package millrace.engine.model.family;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hugging Face's tensor names for GGUF's, by family. */
final class HfTensorNames {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\.([a-z_]+)\\.(.+)");
  private static final Pattern EXPERT = Pattern.compile("(\\d+)\\.(.+)");

  private static final Map<String, String> LLAMA =
      Map.ofEntries(
          Map.entry("attn_norm", "input_layernorm"),
          Map.entry("attn_q", "self_attn.q_proj"),
          Map.entry("attn_k", "self_attn.k_proj"),
          Map.entry("attn_v", "self_attn.v_proj"),
          Map.entry("attn_qkv", "self_attn.qkv_proj"),
          Map.entry("attn_q_norm", "self_attn.q_norm"),
          Map.entry("attn_k_norm", "self_attn.k_norm"),
          Map.entry("attn_output", "self_attn.o_proj"),
          Map.entry("ffn_norm", "post_attention_layernorm"),
          Map.entry("ffn_gate", "mlp.gate_proj"),
          Map.entry("ffn_up", "mlp.up_proj"),
          Map.entry("ffn_down", "mlp.down_proj"));

  /** Families with norms after the sub-layers, which move {@code post_attention_layernorm}. */
  private static final Map<String, String> POST_NORMS =
      Map.of(
          "ffn_norm", "pre_feedforward_layernorm",
          "post_attention_norm", "post_attention_layernorm",
          "post_ffw_norm", "post_feedforward_layernorm");

  private static final Map<String, String> PHI3 = Map.of("ffn_up", "mlp.gate_up_proj");

  private static final Map<String, String> MIXTRAL =
      Map.of(
          "ffn_gate_inp", "block_sparse_moe.gate",
          "ffn_gate.expert", "block_sparse_moe.experts.%s.w1",
          "ffn_down.expert", "block_sparse_moe.experts.%s.w2",
          "ffn_up.expert", "block_sparse_moe.experts.%s.w3");

  private static final Map<String, String> QWEN_EXPERTS =
      Map.of(
          "ffn_gate_inp", "mlp.gate",
          "ffn_gate.expert", "mlp.experts.%s.gate_proj",
          "ffn_down.expert", "mlp.experts.%s.down_proj",
          "ffn_up.expert", "mlp.experts.%s.up_proj");

  private static final Map<String, String> GPT2 =
      Map.of(
          "attn_norm", "ln_1",
          "attn_qkv", "attn.c_attn",
          "attn_output", "attn.c_proj",
          "ffn_norm", "ln_2",
          "ffn_up", "mlp.c_fc",
          "ffn_down", "mlp.c_proj");

  private HfTensorNames() {}

  /** Llama, Mistral, Qwen, Granite, SmolLM3. */
  static UnaryOperator<String> llama() {
    return decoder(Map.of());
  }

  /** Gemma 2 and 3, OLMo 2. */
  static UnaryOperator<String> postNorms() {
    return decoder(POST_NORMS);
  }

  static UnaryOperator<String> phi3() {
    return decoder(PHI3);
  }

  static UnaryOperator<String> mixtral() {
    return decoder(MIXTRAL);
  }

  static UnaryOperator<String> qwenExperts() {
    return decoder(QWEN_EXPERTS);
  }

  private static UnaryOperator<String> decoder(Map<String, String> special) {
    return name ->
        switch (name) {
          case "token_embd.weight" -> "model.embed_tokens.weight";
          case "output.weight" -> "lm_head.weight";
          case "output_norm.weight" -> "model.norm.weight";
          default -> layer(name, "model.layers.", special);
        };
  }

  /**
   * GPT-2's names.
   *
   * @param prefix {@code transformer.} or nothing; both are in use
   */
  static UnaryOperator<String> gpt2(String prefix) {
    return name ->
        switch (name) {
          case "token_embd.weight" -> prefix + "wte.weight";
          case "position_embd.weight" -> prefix + "wpe.weight";
          case "output_norm.weight" -> prefix + "ln_f.weight";
          case "output_norm.bias" -> prefix + "ln_f.bias";
          default -> layer(name, prefix + "h.", GPT2);
        };
  }

  private static String layer(String name, String prefix, Map<String, String> special) {
    Matcher matcher = LAYER.matcher(name);
    if (!matcher.matches()) {
      return name;
    }
    String part = matcher.group(2);
    String rest = matcher.group(3);
    Matcher expert = EXPERT.matcher(rest);
    String target;
    if (expert.matches()) {
      target = special.getOrDefault(part + ".expert", part + ".%s").formatted(expert.group(1));
      rest = expert.group(2);
    } else {
      target = special.getOrDefault(part, LLAMA.getOrDefault(part, part));
    }
    return prefix + matcher.group(1) + "." + target + "." + rest;
  }
}
