package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods of dicts, lists, tuples and floats. Those that change a value are refused. */
final class Containers {
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private Containers() {}

  /** The method of that name; undefined when it is refused, null when there is none. */
  static Object method(Object target, String name) {
    if (target instanceof Map<?, ?> map) {
      return DICT_CHANGES.contains(name) ? Undefined.unsafe(target, name) : dict(map, name);
    }
    if (target instanceof List<?> list) {
      return LIST_CHANGES.contains(name) ? Undefined.unsafe(target, name) : list(list, name);
    }
    if (target instanceof Tuple tuple) {
      int field = tuple.fields().indexOf(name);
      return field >= 0 ? tuple.items().get(field) : sequence(tuple.items(), name);
    }
    if (target instanceof Range range) {
      return sequence(range.items(), name);
    }
    if (target instanceof Double number && name.equals("is_integer")) {
      return Builtin.of(name, (a, e) -> number == Math.rint(number) && !number.isInfinite());
    }
    return null;
  }

  private static Callable dict(Map<?, ?> map, String name) {
    return switch (name) {
      case "get" -> Builtin.of(name, (a, e) -> get(map, a), "key", "default?");
      case "keys" -> Builtin.of(name, (a, e) -> DictView.keys(charged(map, e)));
      case "values" -> Builtin.of(name, (a, e) -> DictView.values(charged(map, e)));
      case "items" -> Builtin.of(name, (a, e) -> DictView.items(charged(map, e)));
      case "copy" -> Builtin.of(name, (a, e) -> new LinkedHashMap<>(charged(map, e)));
      default -> null;
    };
  }

  private static Map<?, ?> charged(Map<?, ?> map, Evaluation e) {
    e.budget().charge(map.size());
    return map;
  }

  private static Object get(Map<?, ?> map, Bound arguments) {
    Object key = arguments.get(0);
    return Access.hasKey(map, key) ? map.get(Access.key(key)) : arguments.orNull(1);
  }

  private static Callable list(List<?> list, String name) {
    return name.equals("copy")
        ? Builtin.of(name, (a, e) -> new ArrayList<>(list))
        : sequence(list, name);
  }

  private static Callable sequence(List<?> items, String name) {
    return switch (name) {
      case "count" -> Builtin.of(name, (a, e) -> count(items, a.get(0), e.budget()), "value");
      case "index" -> Builtin.of(name, (a, e) -> index(items, a.get(0), e.budget()), "value");
      default -> null;
    };
  }

  private static long count(List<?> items, Object value, Budget budget) {
    long count = 0;
    for (Object item : items) {
      count += Equality.equal(item, value, budget) ? 1 : 0;
    }
    return count;
  }

  private static long index(List<?> items, Object value, Budget budget) {
    for (int i = 0; i < items.size(); i++) {
      if (Equality.equal(items.get(i), value, budget)) {
        return i;
      }
    }
    throw new TemplateFault("index, value, is not in the list");
  }
}
