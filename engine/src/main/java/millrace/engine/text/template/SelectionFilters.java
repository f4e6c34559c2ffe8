package millrace.engine.text.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** map, select, reject, selectattr, rejectattr: computed while they are iterated. */
final class SelectionFilters {
  static final Map<String, Filter> FILTERS =
      Map.of(
          "map", SelectionFilters::map,
          "select", (v, a, e) -> select(v, AttributePath.of(null), a, true, e),
          "reject", (v, a, e) -> select(v, AttributePath.of(null), a, false, e),
          "selectattr", (v, a, e) -> select(v, path("selectattr", a), a.without(1), true, e),
          "rejectattr", (v, a, e) -> select(v, path("rejectattr", a), a.without(1), false, e));

  private interface Change {
    Object apply(Object item);
  }

  private SelectionFilters() {}

  private static AttributePath path(String filter, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new TemplateFault(filter + ", attribute name, is missing");
    }
    return AttributePath.of(arguments.positional().get(0));
  }

  private static Object map(Object value, Arguments arguments, Evaluation e) {
    Iterator<Object> items = items(value, e);
    Change change = change(arguments, e);
    return new Generator(
        new LookAhead(e.budget()) {
          @Override
          Object advance() {
            if (!items.hasNext()) {
              return END;
            }
            e.budget().charge(1);
            return change.apply(items.next());
          }
        });
  }

  private static Change change(Arguments arguments, Evaluation e) {
    List<Object> positional = arguments.positional();
    Map<String, Object> named = arguments.named();
    if (positional.isEmpty() && named.containsKey("attribute")) {
      AttributePath path = AttributePath.of(named.get("attribute"));
      if (named.size() > (named.containsKey("default") ? 2 : 1)) {
        throw new TemplateFault("map, keywords " + named.keySet() + ", not all are known");
      }
      return item -> path.of(item, named.get("default"), e);
    }
    if (positional.isEmpty()) {
      throw new TemplateFault("map, name of a filter, is missing");
    }
    String name = PythonText.string(positional.get(0), e.budget());
    Filter known = Filters.named(name);
    Filter filter = known == null ? Filters.missing(name) : known;
    Arguments rest = arguments.without(1);
    return item -> filter.apply(item, rest, e);
  }

  /** The items of a value; none when it is false. */
  private static Iterator<Object> items(Object value, Evaluation e) {
    return Iteration.iterate(Iteration.truth(value) ? value : List.of(), e.budget());
  }

  private static Object select(
      Object value, AttributePath path, Arguments arguments, boolean wanted, Evaluation e) {
    Iterator<Object> items = items(value, e);
    ValueTest test = test(arguments, e);
    Arguments rest = arguments.positional().isEmpty() ? arguments : arguments.without(1);
    return new Generator(
        new LookAhead(e.budget()) {
          @Override
          Object advance() {
            while (items.hasNext()) {
              e.budget().charge(1);
              Object item = items.next();
              if (test.holds(path.of(item, e), rest, e) == wanted) {
                return item;
              }
            }
            return END;
          }
        });
  }

  private static ValueTest test(Arguments arguments, Evaluation e) {
    if (arguments.positional().isEmpty()) {
      return (value, none, evaluation) -> Iteration.truth(value);
    }
    String name = PythonText.string(arguments.positional().get(0), e.budget());
    ValueTest known = ValueTests.named(name);
    return known == null ? ValueTests.missing(name) : known;
  }
}
