package millrace.engine.api;

/** A model file (weights, tokenizer, chat template) is damaged, foreign or unsupported. */
public final class ModelFileException extends MillraceException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line that names file, field, value and, in binary files, the byte offset
   */
  public ModelFileException(String message) {
    super(oneLine(message), null);
  }

  /** As {@link #ModelFileException(String)}, keeping the cause for the log. */
  public ModelFileException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }
}
