package millrace.engine.model;

/** Takes the logits of a step, row by row. Called by several threads at once. */
@FunctionalInterface
public interface LogitsSink {
  /**
   * @param index which of the step's logit rows, in the order they were added
   * @param logits holds the row; it may be changed, and is reused after the call
   * @param offset where the row begins; it has as many elements as the vocabulary
   * @param thread which of the team's threads calls, for scratch memory
   */
  void accept(int index, float[] logits, int offset, int thread);
}
