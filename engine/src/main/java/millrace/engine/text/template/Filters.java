package millrace.engine.text.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jinja's filters by name, and transformers' tojson. */
final class Filters {
  private static final Map<String, Filter> FILTERS = all();

  private Filters() {}

  private static Map<String, Filter> all() {
    Map<String, Filter> filters = new HashMap<>();
    List.of(
            TextFilters.FILTERS,
            NumberFilters.FILTERS,
            SequenceFilters.FILTERS,
            OrderFilters.FILTERS,
            SelectionFilters.FILTERS)
        .forEach(filters::putAll);
    return Map.copyOf(filters);
  }

  /** The filter of that name, or null. */
  static Filter named(String name) {
    return FILTERS.get(name);
  }

  /** Fails when it is reached. */
  static Filter missing(String name) {
    return (value, arguments, e) -> {
      throw new TemplateFault("filter '" + name + "', is not known");
    };
  }
}
