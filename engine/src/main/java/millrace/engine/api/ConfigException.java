package millrace.engine.api;

/** A setting of the job or the engine, or an argument of a command, is wrong. */
public final class ConfigException extends MillraceException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line that names the setting, its value and what is allowed
   */
  public ConfigException(String message) {
    super(oneLine(message), null);
  }

  /** As {@link #ConfigException(String)}, keeping the cause for the log. */
  public ConfigException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }
}
