package millrace.engine.schedule;

/**
 * What a step computes for one sequence.
 *
 * @param count tokens from {@code sequence.computed} on
 * @param logits how many of them, the last, need logits
 * @param firstLogit index of the first of these among the step's logit rows
 */
record Work(Sequence sequence, int count, int logits, int firstLogit) {
  /** True when the step reaches the sequence's end, so that a token is drawn. */
  boolean draws() {
    return sequence.computed + count == sequence.length();
  }

  /** The position that a logit row stands at. */
  int positionOf(int logitIndex) {
    return sequence.computed + count - logits + (logitIndex - firstLogit);
  }
}
