package millrace.engine.text.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the parser notes on its way: the names that the macro bodies around it read, and the filters
 * and tests it did not know. Like Jinja, an unknown one is forgiven inside {@code if} (statement or
 * inline), where it fails only when it is reached.
 */
final class NameLog {
  private final Deque<Set<String>> macros = new ArrayDeque<>();
  private final List<Unknown> unknown = new ArrayList<>();

  /** A filter or test without implementation. */
  record Unknown(String construct, Token where) {}

  void read(String name) {
    macros.forEach(names -> names.add(name));
  }

  void enterMacro() {
    macros.push(new HashSet<>());
  }

  /** The names that were read since the matching {@link #enterMacro}. */
  Set<String> leaveMacro() {
    return macros.pop();
  }

  void unknown(String construct, Token where) {
    unknown.add(new Unknown(construct, where));
  }

  int unknownMark() {
    return unknown.size();
  }

  /** Forgets the unknown constructs noted since {@code mark}. */
  void forgiveUnknown(int mark) {
    unknown.subList(mark, unknown.size()).clear();
  }

  /** The first one that was not forgiven, or null. */
  Unknown firstUnknown() {
    return unknown.isEmpty() ? null : unknown.get(0);
  }
}
