package millrace.engine.text.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's slices and indices. */
final class Slicing {
  private static final BigInteger INT_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

  private Slicing() {}

  /** An index as int; larger ones are cut to its range. */
  static int index(Object value, String user) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (!PythonNumbers.isIntegral(value)) {
      throw new TemplateFault(user + ", " + TypeNames.of(value) + ", must be an integer");
    }
    return PythonNumbers.integer(value).min(INT_MAX).max(INT_MAX.negate()).intValue();
  }

  /** {@code value[start:stop:step]}; each part is an integer or null. */
  static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    boolean sequence = value instanceof List || value instanceof Tuple || value instanceof Range;
    if (!sequence && !PythonText.isString(value)) {
      throw new TemplateFault("slice, '" + TypeNames.of(value) + "' object, cannot be sliced");
    }
    int length = (int) Iteration.length(value);
    int stride = step == null ? 1 : index(step, "slice step");
    if (stride == 0) {
      throw new TemplateFault("slice step, 0, must not be zero");
    }
    int first = bound(start, stride > 0 ? 0 : length - 1, length, stride);
    int end = bound(stop, stride > 0 ? length : -1, length, stride);
    if (value instanceof Range range) {
      return new Range(range.at(first), range.at(end), range.step() * stride);
    }
    return take(value, first, stride, (int) new Range(first, end, stride).size(), budget);
  }

  private static int bound(Object part, int otherwise, int length, int stride) {
    if (part == null) {
      return otherwise;
    }
    int index = index(part, "slice bound");
    int least = stride > 0 ? 0 : -1;
    int most = stride > 0 ? length : length - 1;
    return Math.max(least, Math.min(most, index < 0 ? index + length : index));
  }

  private static Object take(Object value, int first, int stride, int count, Budget budget) {
    if (PythonText.isString(value)) {
      String text = PythonText.characters(value);
      budget.text(text.length());
      return count == 0
          ? Strings.like(value, "")
          : Strings.like(value, CodePoints.slice(text, first, count, stride));
    }
    budget.charge(count);
    List<?> items = value instanceof Tuple tuple ? tuple.items() : (List<?>) value;
    List<Object> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(items.get(first + i * stride));
    }
    return value instanceof Tuple ? new Tuple(taken) : taken;
  }
}
