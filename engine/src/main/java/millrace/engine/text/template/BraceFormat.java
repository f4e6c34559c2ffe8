package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;

/** {@code str.format}, whose fields reach attributes and items as the sandbox allows. */
final class BraceFormat {
  private static final int MOST_NESTED = 2;

  private final Arguments arguments;
  private final boolean escapes;
  private final Evaluation e;
  private int automatic;

  private BraceFormat(Arguments arguments, boolean escapes, Evaluation e) {
    this.arguments = arguments;
    this.escapes = escapes;
    this.e = e;
  }

  static String format(String format, Arguments arguments, boolean escapes, Evaluation e) {
    return new BraceFormat(arguments, escapes, e).run(format, MOST_NESTED);
  }

  private String run(String format, int nested) {
    if (nested == 0) {
      throw new TemplateFault("format, '" + format + "', fields must not be nested deeper");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = fieldEnd(format, i);
        out.append(field(format.substring(i + 1, end), nested));
        i = end;
      } else if (c == '}') {
        throw new TemplateFault("format, '}', must have a '{' before it");
      } else {
        out.append(c);
      }
      e.budget().text(out.length() >> 6);
    }
    e.budget().text(out.length());
    return out.toString();
  }

  private static int fieldEnd(String format, int open) {
    int depth = 0;
    for (int i = open; i < format.length(); i++) {
      if (format.charAt(i) == '{') {
        depth++;
      } else if (format.charAt(i) == '}' && --depth == 0) {
        return i;
      }
    }
    throw new TemplateFault("format, '{', must be closed by '}'");
  }

  private String field(String field, int nested) {
    int colon = nameEnd(field, ':');
    String head = field.substring(0, colon);
    int bang = nameEnd(head, '!');
    Object value = value(head.substring(0, bang));
    String spec = colon < field.length() ? field.substring(colon + 1) : "";
    String conversion = bang < head.length() ? head.substring(bang + 1) : "";
    Object converted = convert(value, conversion);
    String text = layOut(converted, spec.contains("{") ? run(spec, nested - 1) : spec);
    return escapes && !(converted instanceof Markup)
        ? Markup.escape(text, e.budget()).text()
        : text;
  }

  private static int nameEnd(String field, char mark) {
    int bracket = field.indexOf('[');
    int at = field.indexOf(mark);
    if (bracket >= 0 && bracket < at) {
      at = field.indexOf(mark, Math.max(bracket, field.indexOf(']')));
    }
    return at < 0 ? field.length() : at;
  }

  private Object convert(Object value, String conversion) {
    return switch (conversion) {
      case "" -> value;
      case "s" -> PythonText.string(value, e.budget());
      case "r", "a" -> {
        Repr repr = new Repr(e.budget());
        repr.write(value);
        yield repr.toString();
      }
      default -> throw new TemplateFault("format, '!" + conversion + "', is no known conversion");
    };
  }

  private Object value(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
      end++;
    }
    Object value = first(name.substring(0, end));
    for (String part : parts(name.substring(end))) {
      value =
          part.charAt(0) == '.'
              ? Access.attribute(value, part.substring(1))
              : Access.item(value, key(part.substring(1)), e.budget());
    }
    return value;
  }

  private Object first(String name) {
    if (name.isEmpty()) {
      return positional(automatic++);
    }
    if (StringCase.all(name, c -> c >= '0' && c <= '9') && name.length() < 9) {
      return positional(Integer.parseInt(name));
    }
    if (!arguments.named().containsKey(name)) {
      throw new TemplateFault("format, '" + name + "', is not among the arguments");
    }
    return arguments.named().get(name);
  }

  private Object positional(int index) {
    if (index >= arguments.positional().size()) {
      throw new TemplateFault("format, argument " + index + ", is missing");
    }
    return arguments.positional().get(index);
  }

  /** {@code .name[key]} as {@code .name} and {@code [key}. */
  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at < path.length()) {
      int end = at + 1;
      boolean item = path.charAt(at) == '[';
      while (end < path.length()
          && (item ? path.charAt(end) != ']' : ".[".indexOf(path.charAt(end)) < 0)) {
        end++;
      }
      if (end == at + 1 || (item && end == path.length())) {
        throw new TemplateFault("format, '" + path + "', is no valid path");
      }
      parts.add(path.substring(at, end));
      at = item ? end + 1 : end;
    }
    return parts;
  }

  private static Object key(String key) {
    boolean number = StringCase.all(key, c -> c >= '0' && c <= '9') && key.length() < 9;
    return number ? (Object) Long.parseLong(key) : key;
  }

  private String layOut(Object value, String spec) {
    if (spec.isEmpty()) {
      return PythonText.string(value, e.budget());
    }
    return FormatSpecParser.parse(spec).format(value, e.budget());
  }
}
