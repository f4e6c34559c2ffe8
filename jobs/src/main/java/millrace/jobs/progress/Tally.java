package millrace.jobs.progress;

/**
 * How far a job is.
 *
 * @param rows input rows completed, failed ones included
 * @param errors output rows in error
 * @param promptTokens tokens of their prompts
 * @param completionTokens generated tokens
 */
public record Tally(long rows, long errors, long promptTokens, long completionTokens) {
  /** Nothing yet. */
  public static final Tally ZERO = new Tally(0, 0, 0, 0);

  /** Prompt and completion tokens together. */
  public long tokens() {
    return promptTokens + completionTokens;
  }

  /** Both together. */
  public Tally plus(Tally other) {
    return new Tally(
        rows + other.rows,
        errors + other.errors,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens);
  }
}
