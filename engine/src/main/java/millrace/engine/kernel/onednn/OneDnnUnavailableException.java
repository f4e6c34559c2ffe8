package millrace.engine.kernel.onednn;

/** oneDNN cannot be used in this JVM; the message says why and what to do. */
public final class OneDnnUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  OneDnnUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
