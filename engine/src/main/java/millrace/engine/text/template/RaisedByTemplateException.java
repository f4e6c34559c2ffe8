package millrace.engine.text.template;

/**
 * The cause of a {@link millrace.engine.api.RowException} that a template asked for with {@code
 * raise_exception}. Its message is exactly the template's.
 */
public final class RaisedByTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RaisedByTemplateException(String message) {
    super(message, null, false, false);
  }
}
