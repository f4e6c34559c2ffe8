package millrace.datasets.openai;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of OpenAI's API that Millrace does not honour: taken where they ask for nothing, or
 * say nothing about the answer, refused otherwise.
 */
final class NeutralFields {
  /** Labels and hints to a server; no answer depends on them. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "model",
          "user",
          "metadata",
          "safety_identifier",
          "prompt_cache_key",
          "service_tier",
          "store");

  /** What asks for nothing. */
  private static final Map<String, List<?>> NEUTRAL =
      Map.of(
          "stream", List.of(false),
          "stream_options", List.of(Map.of()),
          "tools", List.of(List.of()),
          "tool_choice", List.of("none"),
          "functions", List.of(List.of()),
          "function_call", List.of("none"),
          "response_format", List.of(Map.of("type", "text")),
          "modalities", List.of(List.of("text")),
          "echo", List.of(false),
          "suffix", List.of(""));

  private NeutralFields() {}

  /**
   * Refuses what is left of a body when the known fields are taken out.
   *
   * @param n how many samples it asks for, or null
   * @throws Refusal naming the first field in alphabetical order that asks for something
   */
  static void requireNothingElse(Map<String, Object> body, BatchEndpoint endpoint, Object n) {
    for (String name : new TreeSet<>(body.keySet())) {
      Object value = body.get(name);
      boolean best = name.equals("best_of") && value.equals(n == null ? (Integer) 1 : n);
      boolean neutral = NEUTRAL.getOrDefault(name, List.of()).contains(value);
      if (!WITHOUT_EFFECT.contains(name) && !neutral && !best) {
        throw Refusal.unsupported(name, value, "in a request to " + endpoint.url());
      }
    }
    Object model = body.get("model");
    if (model != null && !(model instanceof String)) {
      throw Refusal.invalid("model", model, "a string");
    }
  }
}
