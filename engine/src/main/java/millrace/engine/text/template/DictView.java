package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What keys(), values() and items() of a dict return: can be iterated, not indexed. */
record DictView(String name, List<Object> items) {
  static DictView keys(Map<?, ?> dict) {
    return new DictView("dict_keys", new ArrayList<>(dict.keySet()));
  }

  static DictView values(Map<?, ?> dict) {
    return new DictView("dict_values", new ArrayList<>(dict.values()));
  }

  static DictView items(Map<?, ?> dict) {
    List<Object> pairs = new ArrayList<>(dict.size());
    dict.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    return new DictView("dict_items", pairs);
  }
}
