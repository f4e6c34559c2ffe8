package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Splitting of strings. */
final class StringSplit {
  private StringSplit() {}

  static Object split(String text, Bound arguments, Evaluation e) {
    int most = most(arguments);
    String separator = separator(arguments);
    List<Object> parts = new ArrayList<>();
    if (separator == null) {
      splitAtSpace(text, most, parts);
    } else {
      int from = 0;
      int at = text.indexOf(separator);
      while (at >= 0 && parts.size() < most) {
        parts.add(text.substring(from, at));
        from = at + separator.length();
        at = text.indexOf(separator, from);
      }
      parts.add(text.substring(from));
    }
    e.budget().charge(parts.size());
    return parts;
  }

  private static int most(Bound arguments) {
    int most = arguments.integer(1, -1);
    return most < 0 ? Integer.MAX_VALUE : most;
  }

  private static String separator(Bound arguments) {
    String separator = arguments.textOrNull(0);
    if (separator != null && separator.isEmpty()) {
      throw new TemplateFault("split, separator '', must not be empty");
    }
    return separator;
  }

  private static void splitAtSpace(String text, int most, List<Object> parts) {
    int at = skip(text, 0, true);
    while (at < text.length()) {
      if (parts.size() == most) {
        parts.add(text.substring(at));
        return;
      }
      int end = skip(text, at, false);
      parts.add(text.substring(at, end));
      at = skip(text, end, true);
    }
  }

  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && PythonText.isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  static Object splitFromEnd(String text, Bound arguments, Evaluation e) {
    int most = most(arguments);
    String separator = separator(arguments);
    List<Object> parts = new ArrayList<>();
    if (separator == null) {
      splitAtSpaceFromEnd(text, most, parts);
    } else {
      int end = text.length();
      int at = text.lastIndexOf(separator);
      while (at >= 0 && parts.size() < most) {
        parts.add(text.substring(at + separator.length(), end));
        end = at;
        at = text.lastIndexOf(separator, end - separator.length());
      }
      parts.add(text.substring(0, end));
    }
    Collections.reverse(parts);
    e.budget().charge(parts.size());
    return parts;
  }

  private static void splitAtSpaceFromEnd(String text, int most, List<Object> parts) {
    int end = skipBack(text, text.length(), true);
    while (end > 0) {
      if (parts.size() == most) {
        parts.add(text.substring(0, end));
        return;
      }
      int begin = skipBack(text, end, false);
      parts.add(text.substring(begin, end));
      end = skipBack(text, begin, true);
    }
  }

  private static int skipBack(String text, int from, boolean space) {
    int at = from;
    while (at > 0 && PythonText.isSpace(text.charAt(at - 1)) == space) {
      at--;
    }
    return at;
  }

  static Object lines(String text, Bound arguments, Evaluation e) {
    List<Object> lines = lines(text, arguments.truth(0));
    e.budget().charge(lines.size());
    return lines;
  }

  /** {@code str.splitlines}: no empty line after a final line break. */
  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int at = from;
      while (at < text.length() && !isLineBreak(text.charAt(at))) {
        at++;
      }
      int next = Math.min(at + (text.startsWith("\r\n", at) ? 2 : 1), text.length());
      lines.add(text.substring(from, keepEnds ? next : at));
      from = next;
    }
    return lines;
  }

  private static boolean isLineBreak(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Tuple partition(String text, String separator) {
    checkSeparator(separator);
    int at = text.indexOf(separator);
    return at < 0 ? Tuple.of(text, "", "") : around(text, at, separator);
  }

  static Tuple lastPartition(String text, String separator) {
    checkSeparator(separator);
    int at = text.lastIndexOf(separator);
    return at < 0 ? Tuple.of("", "", text) : around(text, at, separator);
  }

  private static Tuple around(String text, int at, String separator) {
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static void checkSeparator(String separator) {
    if (separator.isEmpty()) {
      throw new TemplateFault("partition, separator '', must not be empty");
    }
  }
}
