package millrace.engine.text.template;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters on whole sequences, and {@code default}. */
final class SequenceFilters {
  private static final String[] DEFAULT = {"default_value?", "boolean?"};

  static final Map<String, Filter> FILTERS =
      Map.ofEntries(
          entry("default", Filter.of("default", SequenceFilters::otherwise, DEFAULT)),
          entry("d", Filter.of("d", SequenceFilters::otherwise, DEFAULT)),
          entry("length", Filter.of("length", (v, a, e) -> Iteration.length(v))),
          entry("count", Filter.of("count", (v, a, e) -> Iteration.length(v))),
          entry("list", Filter.of("list", (v, a, e) -> Iteration.list(v, e.budget()))),
          entry("first", Filter.of("first", SequenceFilters::first)),
          entry("last", Filter.of("last", SequenceFilters::last)),
          entry("reverse", Filter.of("reverse", SequenceFilters::reverse)),
          entry("join", Filter.of("join", SequenceFilters::join, "d?", "attribute?")),
          entry("items", Filter.of("items", SequenceFilters::items)),
          entry("attr", Filter.of("attr", SequenceFilters::attribute, "name")),
          entry("batch", Filter.of("batch", SequenceFilters::batch, "linecount", "fill_with?")),
          entry("slice", Filter.of("slice", SequenceFilters::slice, "slices", "fill_with?")));

  private SequenceFilters() {}

  private static Object otherwise(Object value, Bound arguments, Evaluation e) {
    boolean missing = value instanceof Undefined;
    return missing || (arguments.truth(1) && !Iteration.truth(value))
        ? arguments.get(0, "")
        : value;
  }

  private static Object first(Object value, Bound arguments, Evaluation e) {
    Iterator<Object> items = Iteration.iterate(value, e.budget());
    return items.hasNext() ? items.next() : Undefined.because("No first item, sequence was empty.");
  }

  private static Object last(Object value, Bound arguments, Evaluation e) {
    if (value instanceof Generator) {
      throw TemplateFault.type("last", value);
    }
    List<Object> items = Iteration.list(value, e.budget());
    return items.isEmpty()
        ? Undefined.because("No last item, sequence was empty.")
        : items.get(items.size() - 1);
  }

  private static Object reverse(Object value, Bound arguments, Evaluation e) {
    if (PythonText.isString(value)) {
      return Slicing.slice(value, null, null, -1L, e.budget());
    }
    List<Object> items = Iteration.list(value, e.budget());
    Collections.reverse(items);
    return value instanceof Generator ? items : new Generator(items.iterator());
  }

  private static Object join(Object value, Bound arguments, Evaluation e) {
    String separator = PythonText.string(arguments.get(0, ""), e.budget());
    AttributePath path = AttributePath.of(arguments.orNull(1));
    StringBuilder text = new StringBuilder();
    boolean first = true;
    Iterator<Object> items = Iteration.iterate(value, e.budget());
    while (items.hasNext()) {
      String piece = PythonText.string(path.of(items.next(), e), e.budget());
      int length = separator.length() + piece.length();
      e.budget().text(text.length() + (long) length);
      text.append(first ? "" : separator).append(piece);
      first = false;
    }
    return text.toString();
  }

  private static Object items(Object value, Bound arguments, Evaluation e) {
    if (value instanceof Undefined) {
      return new Generator(Collections.emptyIterator());
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw TemplateFault.type("items", value);
    }
    e.budget().charge(map.size());
    return new Generator(DictView.items(map).items().iterator());
  }

  /** Like an attribute, but never an item. */
  private static Object attribute(Object value, Bound arguments, Evaluation e) {
    String name = arguments.text(0);
    Object found = Access.own(value, name);
    return found == Access.NOTHING ? Undefined.attribute(value, name) : found;
  }

  private static Object batch(Object value, Bound arguments, Evaluation e) {
    int size = arguments.integer(0, 1);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : Iteration.list(value, e.budget())) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      Object fill = arguments.orNull(1);
      e.budget().charge(fill == null ? 0 : size);
      while (fill != null && batch.size() < size) {
        batch.add(fill);
      }
      batches.add(batch);
    }
    return new Generator(batches.iterator());
  }

  private static Object slice(Object value, Bound arguments, Evaluation e) {
    int slices = arguments.integer(0, 1);
    if (slices < 1) {
      throw new TemplateFault("slice, " + slices + ", must be at least 1");
    }
    List<Object> items = Iteration.list(value, e.budget());
    e.budget().charge(slices);
    Object fill = arguments.orNull(1);
    int least = items.size() / slices;
    int larger = items.size() % slices;
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + least + (i < larger ? 1 : 0);
      List<Object> part = new ArrayList<>(items.subList(from, to));
      if (fill != null && i >= larger) {
        part.add(fill);
      }
      parts.add(part);
      from = to;
    }
    return new Generator(parts.iterator());
  }
}
