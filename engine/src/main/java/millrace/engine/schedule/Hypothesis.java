package millrace.engine.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import millrace.engine.sampling.Continuation;

/** A possible output of a beam search: another one and a token more. */
final class Hypothesis {
  /** The empty output. */
  static final Hypothesis EMPTY = new Hypothesis(null, null, 0, 0);

  private final Hypothesis parent;
  private final Continuation last;
  private final int length;
  private final double score;

  private Hypothesis(Hypothesis parent, Continuation last, int length, double score) {
    this.parent = parent;
    this.last = last;
    this.length = length;
    this.score = score;
  }

  Hypothesis plus(Continuation continuation) {
    return new Hypothesis(this, continuation, length + 1, score + continuation.score());
  }

  /** Number of tokens. */
  int length() {
    return length;
  }

  /** The sum of the scores of its tokens. */
  double score() {
    return score;
  }

  /** The last token. */
  int token() {
    return last.token();
  }

  /** Its tokens from the first on. */
  List<Continuation> path() {
    Deque<Continuation> path = new ArrayDeque<>();
    for (Hypothesis at = this; at.length > 0; at = at.parent) {
      path.addFirst(at.last);
    }
    return List.copyOf(path);
  }
}
