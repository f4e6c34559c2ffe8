package millrace.engine.api;

/**
 * Base of the errors that somebody can act on, one subclass per party to blame: {@link
 * ModelFileException}, {@link RowException}, {@link ConfigException}.
 *
 * <p>The message is one line of the form "Cannot do what: field, value, limit, where" and is meant
 * to be shown without a stack trace.
 */
public abstract class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MillraceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message with line breaks written out, since it may quote what a file holds. */
  static String oneLine(String message) {
    return message.replace("\r", "\\r").replace("\n", "\\n");
  }
}
