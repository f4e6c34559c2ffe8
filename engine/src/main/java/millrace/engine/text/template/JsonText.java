package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code tojson} filter as transformers defines it: Python's {@code json.dumps(x, ensure_ascii,
 * indent, separators, sort_keys)}, with ensure_ascii off by default and nothing HTML-escaped.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private final Budget budget;
  private final boolean ascii;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private int level;

  private JsonText(Bound arguments, Budget budget) {
    this.budget = budget;
    this.ascii = arguments.truth(0);
    this.indent = indent(arguments.orNull(1), budget);
    this.sorted = arguments.truth(3);
    if (arguments.orNull(2) == null) {
      this.itemSeparator = indent == null ? ", " : ",";
      this.keySeparator = ": ";
    } else {
      List<Object> separators = Iteration.list(arguments.get(2), budget);
      if (separators.size() != 2 || !separators.stream().allMatch(PythonText::isString)) {
        throw new TemplateFault("tojson, separators, must be two strings");
      }
      this.itemSeparator = PythonText.characters(separators.get(0));
      this.keySeparator = PythonText.characters(separators.get(1));
    }
  }

  /** The filter; arguments are ensure_ascii, indent, separators, sort_keys. */
  static Object write(Object value, Bound arguments, Evaluation e) {
    JsonText json = new JsonText(arguments, e.budget());
    json.value(value);
    return json.out.toString();
  }

  private static String indent(Object indent, Budget budget) {
    if (indent == null || PythonText.isString(indent)) {
      return indent == null ? null : PythonText.characters(indent);
    }
    int width = Math.max(0, Slicing.index(indent, "tojson indent"));
    budget.text(width);
    return " ".repeat(width);
  }

  private void value(Object value) {
    budget.enter();
    budget.text(out.length() >> 6);
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Number) {
      out.append(scalar(value));
    } else if (PythonText.isString(value)) {
      string(PythonText.characters(value));
    } else if (value instanceof List<?> list) {
      array(list);
    } else if (value instanceof Tuple tuple) {
      array(tuple.items());
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else {
      throw new TemplateFault(
          "tojson, object of type " + TypeNames.of(value) + ", is not JSON serializable");
    }
    budget.leave();
  }

  private static String scalar(Object value) {
    if (value instanceof Double number) {
      return Double.isNaN(number)
          ? "NaN"
          : Double.isInfinite(number)
              ? (number > 0 ? "Infinity" : "-Infinity")
              : PythonText.number(number);
    }
    return value.toString();
  }

  private void array(List<?> items) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    level++;
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      newLine();
      value(item);
      separator = itemSeparator;
    }
    level--;
    newLine();
    out.append(']');
  }

  private void object(Map<?, ?> map) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    level++;
    String separator = "";
    for (Map.Entry<?, ?> entry : entries(map)) {
      out.append(separator);
      newLine();
      string(key(entry.getKey()));
      out.append(keySeparator);
      value(entry.getValue());
      separator = itemSeparator;
    }
    level--;
    newLine();
    out.append('}');
  }

  private List<Map.Entry<?, ?>> entries(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      entries.sort((a, b) -> Ordering.compare("<", a.getKey(), b.getKey(), budget));
    }
    return entries;
  }

  private static String key(Object key) {
    if (key instanceof String text) {
      return text;
    }
    return key == null ? "null" : scalar(key);
  }

  private void newLine() {
    if (indent != null) {
      budget.text(out.length() + (long) indent.length() * level);
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void string(String text) {
    budget.text((long) out.length() + text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> {
        if (c < ' ' || (ascii && c > '~')) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
