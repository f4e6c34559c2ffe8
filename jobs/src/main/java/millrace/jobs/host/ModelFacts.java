package millrace.jobs.host;

/**
 * What the manifest says of a model, and the preflight checks.
 *
 * @param description one line for people
 * @param contextLength most tokens of prompt and completion together
 * @param tokenizerSha256 identity of the tokenizer
 * @param templateSha256 identity of the chat template; "" when the model has none
 */
public record ModelFacts(
    String description, int contextLength, String tokenizerSha256, String templateSha256) {

  /** Whether conversations can be rendered. */
  public boolean hasTemplate() {
    return !templateSha256.isEmpty();
  }
}
