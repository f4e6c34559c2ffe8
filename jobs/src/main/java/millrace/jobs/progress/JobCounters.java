package millrace.jobs.progress;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import millrace.engine.api.ErrorCode;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters that tasks add to while they run. Spark sends them to the driver with each task's
 * heartbeats; {@link LiveTally} reads them there.
 */
public final class JobCounters implements Serializable {
  private static final long serialVersionUID = 2L;

  private final LongAccumulator rows;
  private final LongAccumulator promptTokens;
  private final LongAccumulator completionTokens;
  private final EnumMap<ErrorCode, LongAccumulator> errors = new EnumMap<>(ErrorCode.class);

  private JobCounters(JavaSparkContext spark) {
    this.rows = spark.sc().longAccumulator("millrace.rows");
    this.promptTokens = spark.sc().longAccumulator("millrace.prompt_tokens");
    this.completionTokens = spark.sc().longAccumulator("millrace.completion_tokens");
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code, spark.sc().longAccumulator("millrace.errors." + code));
    }
  }

  /** Counters of one job. */
  public static JobCounters register(JavaSparkContext spark) {
    return new JobCounters(spark);
  }

  /** Counts what was completed; called by tasks. */
  public void add(Tally done) {
    rows.add(done.rows());
    promptTokens.add(done.promptTokens());
    completionTokens.add(done.completionTokens());
    done.errors().forEach((code, count) -> errors.get(ErrorCode.valueOf(code)).add(count));
  }

  /** The sum over the tasks that have ended; on the driver. */
  Tally ended() {
    return tally(LongAccumulator::value);
  }

  /** A tally from the values of the counters by their ids; a missing one is 0. */
  Tally of(Map<Long, Long> valueById) {
    return tally(counter -> valueById.getOrDefault(counter.id(), 0L));
  }

  private Tally tally(ToLongFunction<LongAccumulator> value) {
    Map<String, Long> failed = new TreeMap<>();
    errors.forEach((code, counter) -> failed.put(code.name(), value.applyAsLong(counter)));
    failed.values().removeIf(count -> count == 0);
    return new Tally(
        value.applyAsLong(rows),
        failed,
        value.applyAsLong(promptTokens),
        value.applyAsLong(completionTokens));
  }
}
