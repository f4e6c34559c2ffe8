package millrace.jobs.host;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import millrace.engine.api.ErrorCode;

/** Rows that the tasks of a JVM have completed since it began; for many threads. */
public final class RowCounters {
  private final LongAdder rows = new LongAdder();
  private final EnumMap<ErrorCode, LongAdder> errors = new EnumMap<>(ErrorCode.class);

  RowCounters() {
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code, new LongAdder());
    }
  }

  /**
   * Counts rows.
   *
   * @param inputRows completed ones, failed ones included
   * @param failed output rows in error, by code
   */
  public void add(long inputRows, Map<String, Long> failed) {
    rows.add(inputRows);
    failed.forEach((code, count) -> errors.get(ErrorCode.valueOf(code)).add(count));
  }

  /** Input rows completed. */
  public long rows() {
    return rows.sum();
  }

  /** Output rows in error by code; every code is there. */
  public Map<String, Long> errors() {
    Map<String, Long> counts = new TreeMap<>();
    errors.forEach((code, count) -> counts.put(code.name(), count.sum()));
    return counts;
  }
}
