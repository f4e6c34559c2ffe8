package millrace.engine.text.template;

import java.util.List;
import java.util.Map;

/** Writes values as Python's {@code repr} does. */
final class Repr {
  private final StringBuilder out = new StringBuilder();
  private final Budget budget;

  Repr(Budget budget) {
    this.budget = budget;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  void write(Object value) {
    budget.enter();
    budget.text(out.length());
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof Double number) {
      out.append(PythonText.number(number));
    } else if (value instanceof Number) {
      out.append(value);
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Markup markup) {
      out.append("Markup(");
      string(markup.text());
      out.append(')');
    } else if (value instanceof Undefined) {
      out.append("Undefined");
    } else {
      container(value);
    }
    budget.leave();
  }

  private void container(Object value) {
    if (value instanceof List<?> list) {
      items("[", list, "]");
    } else if (value instanceof Tuple tuple) {
      items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
    } else if (value instanceof Map<?, ?> map) {
      dict(map);
    } else if (value instanceof DictView view) {
      items(view.name() + "([", view.items(), "])");
    } else if (value instanceof Namespace namespace) {
      out.append("<Namespace ");
      dict(namespace.attributes());
      out.append('>');
    } else if (value instanceof Range range) {
      out.append("range(").append(range.start()).append(", ").append(range.stop());
      out.append(range.step() == 1 ? ")" : ", " + range.step() + ")");
    } else {
      other(value);
    }
  }

  private void other(Object value) {
    if (value instanceof LoopState loop) {
      out.append("<LoopContext ").append(loop.attribute("index")).append('/');
      out.append(loop.length()).append('>');
    } else if (value instanceof Macro macro) {
      out.append("<Macro ");
      string((String) macro.attribute("name"));
      out.append('>');
    } else {
      out.append('<').append(TypeNames.of(value)).append('>');
    }
  }

  private void items(String open, List<?> items, String close) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      write(item);
      separator = ", ";
    }
    out.append(close);
  }

  private void dict(Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      write(entry.getKey());
      out.append(": ");
      write(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void string(String text) {
    budget.text((long) out.length() + text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      character(c, quote);
      i += Character.charCount(c);
    }
    out.append(quote);
  }

  private void character(int c, char quote) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          String format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
          out.append(String.format(java.util.Locale.ROOT, format, c));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
