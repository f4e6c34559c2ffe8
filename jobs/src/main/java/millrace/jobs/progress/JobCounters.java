package millrace.jobs.progress;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters that tasks add to while they run. Spark sends them to the driver with each task's
 * heartbeats; {@link LiveTally} reads them there.
 */
public final class JobCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String ROWS = "millrace.rows";
  static final String ERRORS = "millrace.errors";
  static final String PROMPT_TOKENS = "millrace.prompt_tokens";
  static final String COMPLETION_TOKENS = "millrace.completion_tokens";

  private final LongAccumulator rows;
  private final LongAccumulator errors;
  private final LongAccumulator promptTokens;
  private final LongAccumulator completionTokens;

  private JobCounters(JavaSparkContext spark) {
    this.rows = spark.sc().longAccumulator(ROWS);
    this.errors = spark.sc().longAccumulator(ERRORS);
    this.promptTokens = spark.sc().longAccumulator(PROMPT_TOKENS);
    this.completionTokens = spark.sc().longAccumulator(COMPLETION_TOKENS);
  }

  /** Counters of one job. */
  public static JobCounters register(JavaSparkContext spark) {
    return new JobCounters(spark);
  }

  /** Counts one completed input row; called by tasks. */
  public void add(Tally row) {
    rows.add(row.rows());
    errors.add(row.errors());
    promptTokens.add(row.promptTokens());
    completionTokens.add(row.completionTokens());
  }

  /** The sum over the tasks that have ended; on the driver. */
  Tally ended() {
    return new Tally(rows.value(), errors.value(), promptTokens.value(), completionTokens.value());
  }

  /** The ids of the counters in the order of {@link Tally}'s components. */
  List<Long> ids() {
    return List.of(rows.id(), errors.id(), promptTokens.id(), completionTokens.id());
  }
}
