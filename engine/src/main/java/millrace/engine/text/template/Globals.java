package millrace.engine.text.template;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template sees: Jinja's, and the two that transformers adds. */
final class Globals {
  private static final Map<String, Object> FUNCTIONS =
      Map.of(
          "range", Builtin.of("range", Globals::range, "start", "stop?", "step?"),
          "dict", (Callable) (arguments, e) -> dict("dict", arguments, e),
          "namespace", (Callable) Globals::namespace,
          "joiner", Builtin.of("joiner", (a, e) -> joiner(a.get(0, ", ")), "sep?"),
          "cycler", (Callable) (arguments, e) -> new Cycler(arguments.positional()),
          "raise_exception", Builtin.of("raise_exception", Globals::raise, "message"),
          "strftime_now", Builtin.of("strftime_now", Globals::strftime, "format"));

  private Globals() {}

  /** A new map with all of them. */
  static Map<String, Object> all() {
    return new HashMap<>(FUNCTIONS);
  }

  private static Object range(Bound arguments, Evaluation e) {
    long first = bound(arguments.get(0));
    long start = arguments.has(1) ? first : 0;
    long stop = arguments.has(1) ? bound(arguments.get(1)) : first;
    long step = arguments.has(2) ? bound(arguments.get(2)) : 1;
    if (step == 0) {
      throw new TemplateFault("range step, 0, must not be zero");
    }
    Range range = new Range(start, stop, step);
    if (range.size() > Range.MOST_ITEMS) {
      throw new TemplateFault("range, " + range.size() + " items, limit " + Range.MOST_ITEMS);
    }
    return range;
  }

  private static int bound(Object value) {
    int bound = Slicing.index(value, "range");
    if (Math.abs(bound) == Integer.MAX_VALUE) {
      throw new TemplateFault("range, a bound beyond 32 bits, limit 2147483646");
    }
    return bound;
  }

  private static Map<Object, Object> dict(String callee, Arguments arguments, Evaluation e) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new TemplateFault(callee + ", more than one argument, takes at most one");
    }
    for (Object source : arguments.positional()) {
      if (source instanceof Map<?, ?> map) {
        e.budget().charge(map.size());
        dict.putAll(map);
      } else {
        Iteration.list(source, e.budget()).forEach(pair -> put(dict, callee, pair, e.budget()));
      }
    }
    dict.putAll(arguments.named());
    return dict;
  }

  private static void put(Map<Object, Object> dict, String callee, Object pair, Budget budget) {
    List<Object> parts = Iteration.list(pair, budget);
    if (parts.size() != 2) {
      throw new TemplateFault(callee + ", an item of " + parts.size() + ", must be a pair");
    }
    dict.put(Access.key(parts.get(0)), parts.get(1));
  }

  private static Object namespace(Arguments arguments, Evaluation e) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    dict("namespace", arguments, e)
        .forEach((key, value) -> ordered.put(String.valueOf(key), value));
    return new Namespace(ordered);
  }

  private static Object joiner(Object separator) {
    boolean[] used = {false};
    return (Callable)
        (arguments, e) -> {
          Object text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }

  private static Object raise(Bound arguments, Evaluation e) {
    throw new RaisedByTemplateException(PythonText.string(arguments.get(0), e.budget()));
  }

  private static Object strftime(Bound arguments, Evaluation e) {
    return Strftime.format(arguments.text(0), LocalDateTime.now(e.clock()));
  }
}
