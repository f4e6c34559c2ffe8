package millrace.jobs.feed;

import java.io.IOException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;

/** An engine broke while it completed rows, for a reason that may lie in any of them. */
public final class EngineFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param row id of the row at which it was noticed
   */
  EngineFailedException(String row, Throwable cause) {
    super(
        "Cannot complete row: " + row + ", the engine stopped, " + deepest(cause), harmless(cause));
  }

  /** Of which nobody knows at which row it happened. */
  public EngineFailedException(Throwable cause) {
    super("Cannot complete rows: " + deepest(cause), harmless(cause));
  }

  /** The error of a row that is to blame. */
  public static RowError error(Throwable cause) {
    return new RowError(
        ErrorCode.ENGINE_ERROR, "Cannot complete row: the engine failed on it, " + deepest(cause));
  }

  /** Spark ends the process of a task that fails by an Error; here a new engine is enough. */
  private static Throwable harmless(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof Error) {
        return null;
      }
    }
    return thrown;
  }

  private static String deepest(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString().lines().findFirst().orElse("");
  }
}
