package millrace.engine.text.template;

import java.util.AbstractList;
import java.util.List;

/** A Python range; {@code step} is not 0. */
record Range(long start, long stop, long step) {
  /** The sandbox's limit (MAX_RANGE). */
  static final int MOST_ITEMS = 100_000;

  long size() {
    if (step > 0) {
      return start >= stop ? 0 : (stop - start - 1) / step + 1;
    }
    return start <= stop ? 0 : (start - stop - 1) / -step + 1;
  }

  /** The numbers, computed on access. */
  List<Object> items() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return at(index);
      }

      @Override
      public int size() {
        return (int) Range.this.size();
      }
    };
  }

  long at(long index) {
    return start + index * step;
  }
}
