package millrace.jobs.api;

/**
 * A generation that could not go on. What it has put into an output folder stays, and the same call
 * again does the rest. Wrong arguments are a {@link millrace.engine.api.ConfigException} instead.
 */
public final class GenerationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GenerationFailedException(Throwable cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }
}
