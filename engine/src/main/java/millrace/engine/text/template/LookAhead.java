package millrace.engine.text.template;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** An iterator that finds its next item only when asked for it; items may be null. */
abstract class LookAhead implements Iterator<Object> {
  static final Object END = new Object();

  private final Budget budget;
  private Object next;
  private boolean known;

  LookAhead(Budget budget) {
    this.budget = budget;
  }

  /** The next item, or {@link #END}. */
  abstract Object advance();

  @Override
  public boolean hasNext() {
    if (!known) {
      budget.enter();
      next = advance();
      budget.leave();
      known = true;
    }
    return next != END;
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    known = false;
    return next;
  }
}
