package millrace.engine.text.template;

import java.util.Arrays;
import java.util.List;

/**
 * A Python tuple; items may be null (None).
 *
 * @param fields names of the items in a named tuple, else empty
 */
record Tuple(List<Object> items, List<String> fields) {
  Tuple(List<Object> items) {
    this(items, List.of());
  }

  static Tuple of(Object... items) {
    return new Tuple(Arrays.asList(items));
  }
}
