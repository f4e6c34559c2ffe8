package millrace.engine.testing;

import java.util.stream.Stream;

/** The models of shared/golden/models, one or more per family, each as GGUF and as safetensors. */
public final class GoldenModelNames {
  private GoldenModelNames() {}

  /** All names; a source for parameterized tests. */
  public static Stream<String> all() {
    return Stream.of(
        "llama",
        "llama-tied",
        "llama3-rope",
        "mistral",
        "mixtral",
        "qwen2",
        "qwen3",
        "qwen3moe",
        "gemma2",
        "gemma3",
        "phi3",
        "gpt2",
        "smollm3",
        "olmo2",
        "granite");
  }
}
