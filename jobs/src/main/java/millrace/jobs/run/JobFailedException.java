package millrace.jobs.run;

import java.io.IOException;

/**
 * A job that failed after it began to generate. What its units have put in place stays, and the
 * same job run again does the rest.
 */
public final class JobFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message for people. */
  public JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
