package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Truth, length and items of values. */
final class Iteration {
  private Iteration() {}

  /** {@code bool(value)}. */
  static boolean truth(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (PythonText.isString(value)) {
      return !PythonText.characters(value).isEmpty();
    }
    return !hasLength(value) || length(value) > 0;
  }

  /** Whether {@code len(value)} works. */
  static boolean hasLength(Object value) {
    return PythonText.isString(value)
        || value instanceof List
        || value instanceof Map
        || value instanceof Tuple
        || value instanceof DictView
        || value instanceof Range
        || value instanceof Undefined
        || value instanceof LoopState;
  }

  /** {@code len(value)}. */
  static long length(Object value) {
    if (PythonText.isString(value)) {
      return CodePoints.length(PythonText.characters(value));
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof Tuple tuple) {
      return tuple.items().size();
    }
    if (value instanceof DictView view) {
      return view.items().size();
    }
    if (value instanceof Range range) {
      return range.size();
    }
    if (value instanceof LoopState loop) {
      return loop.length();
    }
    if (value instanceof Undefined) {
      return 0;
    }
    throw new TemplateFault("length, '" + TypeNames.of(value) + "' object, has no length");
  }

  static boolean isIterable(Object value) {
    return hasLength(value) || value instanceof Generator;
  }

  /** {@code iter(value)}: characters of a string, keys of a dict. */
  static Iterator<Object> iterate(Object value, Budget budget) {
    if (PythonText.isString(value)) {
      return characters(PythonText.characters(value), budget).iterator();
    }
    if (value instanceof List<?> list) {
      return Collections.<Object>unmodifiableList(list).iterator();
    }
    if (value instanceof Map<?, ?> map) {
      return Collections.<Object>unmodifiableSet(map.keySet()).iterator();
    }
    if (value instanceof Tuple tuple) {
      return tuple.items().iterator();
    }
    if (value instanceof DictView view) {
      return view.items().iterator();
    }
    if (value instanceof Generator generator) {
      return generator.items();
    }
    if (value instanceof Range range) {
      return range.items().iterator();
    }
    if (value instanceof Undefined) {
      return Collections.emptyIterator();
    }
    throw new TemplateFault("iteration, '" + TypeNames.of(value) + "' object, is not iterable");
  }

  private static List<Object> characters(String text, Budget budget) {
    budget.charge(text.length());
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  /** {@code list(value)}, a new list. */
  static List<Object> list(Object value, Budget budget) {
    List<Object> items = new ArrayList<>();
    Iterator<Object> iterator = iterate(value, budget);
    while (iterator.hasNext()) {
      budget.charge(1);
      items.add(iterator.next());
    }
    return items;
  }
}
