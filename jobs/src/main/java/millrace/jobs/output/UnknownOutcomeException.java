package millrace.jobs.output;

import java.io.IOException;

/**
 * A file system does not tell whether a file was put in place. Nothing was deleted, and nobody must
 * try again until a person has looked.
 */
public final class UnknownOutcomeException extends IOException {
  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
