package millrace.engine.api;

/** One row cannot be completed; the others go on. Becomes the row's {@link RowError}. */
public final class RowException extends MillraceException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * @param code stable code for the completion table
   * @param message one line that names field, value and limit
   */
  public RowException(ErrorCode code, String message) {
    super(message, null);
    this.code = code;
  }

  /** As {@link #RowException(ErrorCode, String)}, keeping the cause for the log. */
  public RowException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The stable code for the completion table. */
  public ErrorCode code() {
    return code;
  }

  /** This error as a value. */
  public RowError toRowError() {
    return new RowError(code, getMessage());
  }
}
