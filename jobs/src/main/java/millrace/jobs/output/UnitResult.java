package millrace.jobs.output;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one unit, or of many added up.
 *
 * @param rowsIn input rows
 * @param rowsOut output rows, one per sample, error rows included
 * @param errors output rows in error by code
 * @param stopReasons output rows by stop reason
 * @param promptTokens tokens of the prompts, each input row counted once
 * @param cachedPromptTokens of these, found in the prefix cache
 * @param completionTokens generated tokens
 * @param backends units by the backend of the engine that computed them
 * @param compute units by the number types of its matrix products
 * @param kvTypes units by the number type of its KV cache
 * @param millis time of the unit's task, in milliseconds
 */
public record UnitResult(
    long rowsIn,
    long rowsOut,
    Map<String, Long> errors,
    Map<String, Long> stopReasons,
    long promptTokens,
    long cachedPromptTokens,
    long completionTokens,
    Map<String, Long> backends,
    Map<String, Long> compute,
    Map<String, Long> kvTypes,
    long millis)
    implements Serializable {

  /** Nothing done. */
  public static final UnitResult NOTHING =
      new UnitResult(0, 0, Map.of(), Map.of(), 0, 0, 0, Map.of(), Map.of(), Map.of(), 0);

  public UnitResult {
    errors = new TreeMap<>(errors);
    stopReasons = new TreeMap<>(stopReasons);
    backends = new TreeMap<>(backends);
    compute = new TreeMap<>(compute);
    kvTypes = new TreeMap<>(kvTypes);
  }

  /** Both together. */
  public UnitResult plus(UnitResult other) {
    return new UnitResult(
        rowsIn + other.rowsIn,
        rowsOut + other.rowsOut,
        sum(errors, other.errors),
        sum(stopReasons, other.stopReasons),
        promptTokens + other.promptTokens,
        cachedPromptTokens + other.cachedPromptTokens,
        completionTokens + other.completionTokens,
        sum(backends, other.backends),
        sum(compute, other.compute),
        sum(kvTypes, other.kvTypes),
        millis + other.millis);
  }

  /** Output rows in error. */
  public long errorRows() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Prompt and completion tokens together. */
  public long tokens() {
    return promptTokens + completionTokens;
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return sum;
  }
}
