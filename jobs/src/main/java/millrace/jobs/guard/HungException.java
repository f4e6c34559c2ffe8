package millrace.jobs.guard;

import java.io.IOException;

/** Work was given up because it stood still or took too long. */
public final class HungException extends IOException {
  private static final long serialVersionUID = 1L;

  HungException(String message) {
    super(message);
  }
}
