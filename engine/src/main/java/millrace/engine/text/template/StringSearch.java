package millrace.engine.text.template;

import java.util.List;
import java.util.function.BiPredicate;

/** Searching and replacing; positions count code points. */
final class StringSearch {
  private StringSearch() {}

  static Object startsWith(String text, Bound arguments, Evaluation e) {
    return matches(text, arguments, String::startsWith);
  }

  static Object endsWith(String text, Bound arguments, Evaluation e) {
    return matches(text, arguments, String::endsWith);
  }

  private static boolean matches(
      String text, Bound arguments, BiPredicate<String, String> matcher) {
    Window window = Window.of(text, arguments);
    if (!window.exists) {
      return false;
    }
    List<?> affixes =
        arguments.get(0) instanceof Tuple tuple ? tuple.items() : List.of(arguments.text(0));
    for (Object affix : affixes) {
      if (!PythonText.isString(affix)) {
        throw TemplateFault.type("startswith or endswith", affix);
      }
      if (matcher.test(window.text, PythonText.characters(affix))) {
        return true;
      }
    }
    return false;
  }

  static Object find(String text, Bound arguments, Evaluation e) {
    Window window = Window.of(text, arguments);
    return window.exists ? window.position(window.text.indexOf(arguments.text(0))) : -1L;
  }

  static Object findLast(String text, Bound arguments, Evaluation e) {
    Window window = Window.of(text, arguments);
    return window.exists ? window.position(window.text.lastIndexOf(arguments.text(0))) : -1L;
  }

  static Object index(String text, Bound arguments, Evaluation e) {
    return found(find(text, arguments, e));
  }

  static Object indexLast(String text, Bound arguments, Evaluation e) {
    return found(findLast(text, arguments, e));
  }

  private static Object found(Object position) {
    if (position.equals(-1L)) {
      throw new TemplateFault("index, substring, not found");
    }
    return position;
  }

  static Object count(String text, Bound arguments, Evaluation e) {
    Window window = Window.of(text, arguments);
    String sub = arguments.text(0);
    if (!window.exists) {
      return 0L;
    }
    if (sub.isEmpty()) {
      return CodePoints.length(window.text) + 1L;
    }
    long count = 0;
    for (int at = window.text.indexOf(sub); at >= 0; at = window.text.indexOf(sub, at)) {
      count++;
      at += sub.length();
    }
    return count;
  }

  static Object replace(String text, Bound arguments, Evaluation e) {
    int count = arguments.orNull(2) == null ? -1 : arguments.integer(2, -1);
    return replace(text, arguments.text(0), arguments.text(1), count, e.budget());
  }

  /** The first {@code count} occurrences, all when it is negative. */
  static String replace(String text, String old, String now, int count, Budget budget) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int replaced = 0;
    int at = text.indexOf(old);
    while (at >= 0 && (count < 0 || replaced < count)) {
      budget.text((long) out.length() / 16 + now.length());
      out.append(text, from, at).append(now);
      replaced++;
      from = at + old.length();
      if (old.isEmpty()) {
        if (at >= text.length()) {
          break;
        }
        int next = at + Character.charCount(text.codePointAt(at));
        out.append(text, at, next);
        from = next;
      }
      at = text.indexOf(old, from);
    }
    budget.text(out.length() + (long) text.length() - from);
    return out.append(text, from, text.length()).toString();
  }

  /** The part of a text between two optional positions. */
  private record Window(String whole, String text, int begin, boolean exists) {
    static Window of(String whole, Bound arguments) {
      if (!arguments.has(1) && !arguments.has(2)) {
        return new Window(whole, whole, 0, true);
      }
      int length = CodePoints.length(whole);
      int start = bound(arguments.orNull(1), 0, length);
      int end = Math.min(bound(arguments.orNull(2), length, length), length);
      if (start > end) {
        return new Window(whole, "", 0, false);
      }
      int begin = whole.offsetByCodePoints(0, start);
      String part = whole.substring(begin, whole.offsetByCodePoints(begin, end - start));
      return new Window(whole, part, begin, true);
    }

    private static int bound(Object position, int otherwise, int length) {
      if (position == null) {
        return otherwise;
      }
      int index = Slicing.index(position, "position");
      return index < 0 ? Math.max(0, index + length) : index;
    }

    Object position(int at) {
      return at < 0 ? -1L : (Object) (long) whole.codePointCount(0, begin + at);
    }
  }
}
