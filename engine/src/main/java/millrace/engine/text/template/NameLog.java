package millrace.engine.text.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the parser notes on its way: the names that the template and the macro bodies around it
 * read, those it assigns, and the filters and tests it did not know. Like Jinja, an unknown one is
 * forgiven inside {@code if} (statement or inline), where it fails only when it is reached.
 */
final class NameLog {
  /** What Jinja itself puts into loops and macros. */
  private static final Set<String> IMPLICIT = Set.of("loop", "caller", "varargs", "kwargs");

  private final Deque<Set<String>> macros = new ArrayDeque<>();
  private final Set<String> read = new TreeSet<>();
  private final Set<String> assigned = new HashSet<>();
  private final List<Unknown> unknown = new ArrayList<>();

  /** A filter or test without implementation. */
  record Unknown(String construct, Token where) {}

  void read(String name) {
    read.add(name);
    macros.forEach(names -> names.add(name));
  }

  /** Notes a name that the template itself gives a value. */
  void assign(String name) {
    assigned.add(name);
  }

  /** The names that were read and never assigned anywhere, in order. */
  Set<String> variables() {
    Set<String> variables = new TreeSet<>(read);
    variables.removeAll(assigned);
    variables.removeAll(IMPLICIT);
    variables.removeAll(Globals.all().keySet());
    return Collections.unmodifiableSet(variables);
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
