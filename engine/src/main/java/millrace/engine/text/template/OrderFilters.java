package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Filters that compare items: sort, dictsort, min, max, unique, groupby. */
final class OrderFilters {
  private static final String[] EXTREME = {"case_sensitive?", "attribute?"};

  static final Map<String, Filter> FILTERS =
      Map.of(
          "sort",
              Filter.of("sort", OrderFilters::sort, "reverse?", "case_sensitive?", "attribute?"),
          "dictsort",
              Filter.of("dictsort", OrderFilters::sortDict, "case_sensitive?", "by?", "reverse?"),
          "min", Filter.of("min", (v, a, e) -> extreme(v, a, e, "<"), EXTREME),
          "max", Filter.of("max", (v, a, e) -> extreme(v, a, e, ">"), EXTREME),
          "unique", Filter.of("unique", OrderFilters::unique, EXTREME),
          "groupby",
              Filter.of(
                  "groupby", OrderFilters::group, "attribute", "default?", "case_sensitive?"));

  private record Keyed(Object key, Object item) {}

  private OrderFilters() {}

  private static Object folded(Object key, boolean caseSensitive) {
    return !caseSensitive && PythonText.isString(key)
        ? StringCase.lower(PythonText.characters(key))
        : key;
  }

  private static List<Keyed> sorted(
      Object value, Function<Object, Object> key, boolean reverse, Evaluation e) {
    List<Keyed> keyed = new ArrayList<>();
    for (Object item : Iteration.list(value, e.budget())) {
      keyed.add(new Keyed(key.apply(item), item));
    }
    Comparator<Keyed> order = (a, b) -> Ordering.compare("<", a.key(), b.key(), e.budget());
    keyed.sort(reverse ? order.reversed() : order);
    return keyed;
  }

  private static List<Object> items(List<Keyed> keyed) {
    List<Object> items = new ArrayList<>(keyed.size());
    keyed.forEach(entry -> items.add(entry.item()));
    return items;
  }

  private static Object sort(Object value, Bound arguments, Evaluation e) {
    boolean caseSensitive = arguments.truth(1);
    Object attribute = arguments.orNull(2);
    List<AttributePath> paths = new ArrayList<>();
    if (PythonText.isString(attribute)) {
      for (String part : PythonText.characters(attribute).split(",", -1)) {
        paths.add(AttributePath.of(part));
      }
    } else {
      paths.add(AttributePath.of(attribute));
    }
    Function<Object, Object> key =
        item -> {
          List<Object> keys = new ArrayList<>();
          paths.forEach(path -> keys.add(folded(path.of(item, e), caseSensitive)));
          return keys;
        };
    return items(sorted(value, key, arguments.truth(0), e));
  }

  private static Object sortDict(Object value, Bound arguments, Evaluation e) {
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    String by = arguments.has(1) ? arguments.text(1) : "key";
    if (!(value instanceof Map<?, ?> map) || !(by.equals("key") || by.equals("value"))) {
      throw new TemplateFault("dictsort, must be a dict, sorted by 'key' or 'value'");
    }
    int position = by.equals("key") ? 0 : 1;
    boolean caseSensitive = arguments.truth(0);
    Function<Object, Object> key =
        pair -> folded(((Tuple) pair).items().get(position), caseSensitive);
    return items(sorted(DictView.items(map), key, arguments.truth(2), e));
  }

  private static Object extreme(Object value, Bound arguments, Evaluation e, String relation) {
    AttributePath path = AttributePath.of(arguments.orNull(1));
    Iterator<Object> items = Iteration.iterate(value, e.budget());
    if (!items.hasNext()) {
      return Undefined.because("No aggregated item, sequence was empty.");
    }
    Object best = items.next();
    Object bestKey = folded(path.of(best, e), arguments.truth(0));
    while (items.hasNext()) {
      Object item = items.next();
      Object key = folded(path.of(item, e), arguments.truth(0));
      if (Ordering.holds(relation, key, bestKey, e.budget())) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Object unique(Object value, Bound arguments, Evaluation e) {
    boolean caseSensitive = arguments.truth(0);
    AttributePath path = AttributePath.of(arguments.orNull(1));
    Iterator<Object> all = Iteration.iterate(value, e.budget());
    Set<Object> seen = new HashSet<>();
    return new Generator(
        new LookAhead(e.budget()) {
          @Override
          Object advance() {
            while (all.hasNext()) {
              e.budget().charge(1);
              Object item = all.next();
              if (seen.add(identity(folded(path.of(item, e), caseSensitive)))) {
                return item;
              }
            }
            return END;
          }
        });
  }

  /** Equal for what Python holds to be equal: true and 1, all that is undefined. */
  private static Object identity(Object value) {
    if (value instanceof Undefined) {
      return Undefined.class;
    }
    Object key = Access.key(value);
    return key instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : key;
  }

  private static Object group(Object value, Bound arguments, Evaluation e) {
    AttributePath path = AttributePath.of(arguments.get(0));
    Object otherwise = arguments.orNull(1);
    boolean caseSensitive = arguments.truth(2);
    List<Keyed> keyed =
        sorted(value, item -> folded(path.of(item, otherwise, e), caseSensitive), false, e);
    List<Object> groups = new ArrayList<>();
    Object last = null;
    List<Object> members = null;
    for (Keyed entry : keyed) {
      if (members == null || !Equality.equal(last, entry.key(), e.budget())) {
        members = new ArrayList<>();
        Object shown = path.of(entry.item(), otherwise, e);
        List<Object> pair = new ArrayList<>(java.util.Arrays.asList(shown, members));
        groups.add(new Tuple(pair, List.of("grouper", "list")));
      }
      last = entry.key();
      members.add(entry.item());
    }
    return groups;
  }
}
