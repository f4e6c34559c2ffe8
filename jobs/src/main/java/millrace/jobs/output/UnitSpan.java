package millrace.jobs.output;

import java.io.Serializable;

/**
 * Where and when a unit was computed.
 *
 * @param host name of the machine
 * @param executor Spark's id of the process
 * @param startedMillis when its task began, in milliseconds since 1970 by the clock of the host
 * @param endedMillis when its rows were written, by the same clock; never before the start
 */
public record UnitSpan(String host, String executor, long startedMillis, long endedMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of a unit whose record was lost. */
  static final UnitSpan UNKNOWN = new UnitSpan("", "", 0, 0);

  public UnitSpan {
    endedMillis = Math.max(startedMillis, endedMillis); // a clock may be set back
  }

  /** Whether place and time are known. */
  public boolean wasMeasured() {
    return !equals(UNKNOWN);
  }

  /** Time taken, in milliseconds. */
  public long millis() {
    return endedMillis - startedMillis;
  }
}
