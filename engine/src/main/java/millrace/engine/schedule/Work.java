package millrace.engine.schedule;

/** A sequence's part of the step under way. One per sequence, reused from step to step. */
final class Work {
  private final Sequence sequence;
  private int count;
  private int logits;
  private int firstLogit;
  private int proposed;

  Work(Sequence sequence) {
    this.sequence = sequence;
  }

  /**
   * @param count rows from {@code sequence.computed} on, those of proposed tokens included
   * @param logits how many of them, the last, need logits
   * @param firstLogit index of the first of these among the step's logit rows
   * @param proposed how many rows, the last, hold tokens that are proposed only
   */
  Work set(int count, int logits, int firstLogit, int proposed) {
    this.count = count;
    this.logits = logits;
    this.firstLogit = firstLogit;
    this.proposed = proposed;
    return this;
  }

  Sequence sequence() {
    return sequence;
  }

  int count() {
    return count;
  }

  int logits() {
    return logits;
  }

  int firstLogit() {
    return firstLogit;
  }

  int proposed() {
    return proposed;
  }

  /** True when the step reaches the sequence's end, so that a token is drawn. */
  boolean draws() {
    return sequence.computed + count == sequence.length() + proposed;
  }

  /** The position that a logit row stands at. */
  int positionOf(int logitIndex) {
    return sequence.computed + count - logits + (logitIndex - firstLogit);
  }
}
