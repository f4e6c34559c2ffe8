package millrace.engine.text.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values a function, filter, test or method is called with. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(List<Object> positional) {
    return new Arguments(positional, Map.of());
  }

  /** These and further keyword arguments. */
  Arguments and(Map<String, Object> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, Object> all = new LinkedHashMap<>(named);
    for (Map.Entry<String, Object> entry : more.entrySet()) {
      if (all.containsKey(entry.getKey())) {
        throw new TemplateFault("call, keyword '" + entry.getKey() + "', given twice");
      }
      all.put(entry.getKey(), entry.getValue());
    }
    return new Arguments(positional, all);
  }

  /** These without the first {@code count} positional ones. */
  Arguments without(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }
}
