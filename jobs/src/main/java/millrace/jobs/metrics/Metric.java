package millrace.jobs.metrics;

/**
 * One of the metrics of an executor.
 *
 * @param name as it is registered
 * @param kind how it is to be read
 */
record Metric(String name, Kind kind) {
  /** Kinds of metrics. */
  enum Kind {
    /** Only grows; what an executor that is gone has counted stays counted. */
    COUNT,
    /** What is now; an executor that is gone has none. */
    LEVEL
  }
}
