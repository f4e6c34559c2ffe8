package millrace.engine.api;

/**
 * Which of the probable tokens can be drawn.
 *
 * @param temperature divides the logits; below {@link SamplingParams#GREEDY_BELOW} the most
 *     probable token is taken, [0, 100]
 * @param topK keep the k most probable tokens; 0 or -1 keeps all
 * @param topP keep the smallest set of most probable tokens whose probabilities reach p, (0, 1]
 * @param minP keep tokens with at least minP times the highest probability, [0, 1]
 * @param typicalP keep the tokens whose surprise is nearest to the entropy, up to this probability,
 *     (0, 1]; 1 keeps all (Meister et al., "Locally typical sampling", 2023)
 */
public record TokenChoice(double temperature, int topK, double topP, double minP, double typicalP) {
  public TokenChoice {
    SamplingRanges.check(
        temperature >= 0 && temperature <= 100, "temperature", temperature, "[0, 100]");
    SamplingRanges.check(topK >= -1, "top_k", topK, "-1 or 0 (off), or at least 1");
    SamplingRanges.check(topP > 0 && topP <= 1, "top_p", topP, "(0, 1]");
    SamplingRanges.check(minP >= 0 && minP <= 1, "min_p", minP, "[0, 1]");
    SamplingRanges.check(typicalP > 0 && typicalP <= 1, "typical_p", typicalP, "(0, 1]");
  }
}
