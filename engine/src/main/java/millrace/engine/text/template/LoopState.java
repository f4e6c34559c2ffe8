package millrace.engine.text.template;

import java.util.Iterator;
import java.util.List;

/** The {@code loop} variable; also steps through the items (jinja2.runtime.LoopContext). */
final class LoopState implements Callable, HasAttributes {
  /** Renders the loop's body once more, over other items. */
  interface Recursion {
    String render(Object items, int depth, Evaluation e);
  }

  private static final Object NONE = new Object();

  private final Object items;
  private final int depth;
  private final Recursion recursion;
  private final Budget budget;
  private Iterator<Object> rest;
  private long index = -1;
  private long length = -1;
  private Object previous = NONE;
  private Object current = NONE;
  private Object following = NONE;
  private List<Object> lastChanged;

  /**
   * @param items anything that can be iterated
   * @param depth of recursive loops, from 0
   * @param recursion null when the loop is not recursive
   */
  LoopState(Object items, int depth, Recursion recursion, Budget budget) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
    this.budget = budget;
    this.rest = Iteration.iterate(items, budget);
  }

  boolean hasNext() {
    return following != NONE || rest.hasNext();
  }

  Object next() {
    budget.charge(1);
    Object item = following != NONE ? following : rest.next();
    following = NONE;
    index++;
    previous = current;
    current = item;
    return item;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1;
      case "index0" -> index;
      case "revindex" -> length() - index;
      case "revindex0" -> length() - index - 1;
      case "first" -> index == 0;
      case "last" -> !peek();
      case "length" -> length();
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" -> index == 0 ? Undefined.because("there is no previous item") : previous;
      case "nextitem" -> peek() ? following : Undefined.because("there is no next item");
      case "cycle" -> (Callable) (arguments, e) -> cycle(arguments);
      case "changed" -> (Callable) (arguments, e) -> changed(arguments);
      default -> Undefined.attribute(this, name);
    };
  }

  private boolean peek() {
    if (following == NONE && rest.hasNext()) {
      following = rest.next();
    }
    return following != NONE;
  }

  long length() {
    if (length < 0) {
      if (items instanceof Generator) {
        List<Object> left = Iteration.list(new Generator(rest), budget);
        rest = left.iterator();
        length = left.size() + index + 1 + (following == NONE ? 0 : 1);
      } else {
        length = Iteration.length(items);
      }
    }
    return length;
  }

  private Object cycle(Arguments arguments) {
    List<Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw new TemplateFault("loop.cycle, no items, at least one expected");
    }
    return values.get((int) (index % values.size()));
  }

  private boolean changed(Arguments arguments) {
    List<Object> values = arguments.positional();
    boolean same = lastChanged != null && Operators.equal(lastChanged, values, budget);
    lastChanged = values;
    return !same;
  }

  /** {@code loop(items)} in a recursive loop. */
  @Override
  public Object call(Arguments arguments, Evaluation e) {
    if (recursion == null || arguments.positional().size() != 1) {
      throw new TemplateFault("loop(…), must have one argument and a loop marked 'recursive'");
    }
    return recursion.render(arguments.positional().get(0), depth + 1, e);
  }
}
