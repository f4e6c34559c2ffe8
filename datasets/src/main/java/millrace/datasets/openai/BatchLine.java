package millrace.datasets.openai;

/** A line of a batch file: a request or an error. */
public sealed interface BatchLine permits BatchRequest, BatchError {
  /** Its number in the file, from 1. */
  long line();

  /** The request's own id; null where it cannot be read. */
  String customId();
}
