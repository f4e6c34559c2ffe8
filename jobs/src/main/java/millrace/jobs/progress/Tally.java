package millrace.jobs.progress;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far a job is.
 *
 * @param rows input rows completed, failed ones included
 * @param errors output rows in error, by code
 * @param promptTokens tokens of their prompts
 * @param completionTokens generated tokens
 */
public record Tally(long rows, Map<String, Long> errors, long promptTokens, long completionTokens) {
  /** Nothing yet. */
  public static final Tally ZERO = new Tally(0, Map.of(), 0, 0);

  public Tally {
    errors = new TreeMap<>(errors);
  }

  /** So many generated tokens and nothing else. */
  public static Tally ofCompletionTokens(long count) {
    return new Tally(0, Map.of(), 0, count);
  }

  /** Prompt and completion tokens together. */
  public long tokens() {
    return promptTokens + completionTokens;
  }

  /** Output rows in error. */
  public long errorRows() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The larger of both in each count. */
  Tally max(Tally other) {
    Map<String, Long> most = new TreeMap<>(errors);
    other.errors.forEach((code, count) -> most.merge(code, count, Math::max));
    return new Tally(
        Math.max(rows, other.rows),
        most,
        Math.max(promptTokens, other.promptTokens),
        Math.max(completionTokens, other.completionTokens));
  }

  /** Both together. */
  public Tally plus(Tally other) {
    Map<String, Long> sum = new TreeMap<>(errors);
    other.errors.forEach((code, count) -> sum.merge(code, count, Long::sum));
    return new Tally(
        rows + other.rows,
        sum,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens);
  }
}
