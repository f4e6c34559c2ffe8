package millrace.engine.text.template;

import static java.util.Map.entry;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that make text. */
final class TextFilters {
  static final Map<String, Filter> FILTERS =
      Map.ofEntries(
          of("upper", StringCase::upper),
          of("lower", StringCase::lower),
          of("capitalize", StringCase::capitalize),
          of("title", TextFilters::title),
          entry("trim", Filter.of("trim", TextFilters::trim, "chars?")),
          entry("string", Filter.of("string", (v, a, e) -> soft(v, e))),
          entry("safe", Filter.of("safe", (v, a, e) -> new Markup(text(v, e)))),
          entry("e", Filter.of("e", (v, a, e) -> Markup.escape(v, e.budget()))),
          entry("escape", Filter.of("escape", (v, a, e) -> Markup.escape(v, e.budget()))),
          entry(
              "forceescape",
              Filter.of("forceescape", (v, a, e) -> Markup.escape(text(v, e), e.budget()))),
          entry("replace", Filter.of("replace", TextFilters::replace, "old", "new", "count?")),
          entry("center", Filter.of("center", TextFilters::center, "width?")),
          entry("indent", Filter.of("indent", TextFilters::indent, "width?", "first?", "blank?")),
          entry(
              "truncate",
              Filter.of(
                  "truncate", TextFilters::truncate, "length?", "killwords?", "end?", "leeway?")),
          entry("wordcount", Filter.of("wordcount", (v, a, e) -> countWords(text(v, e)))),
          entry("format", TextFilters::format),
          entry("urlencode", Filter.of("urlencode", TextFilters::urlEncode)),
          entry(
              "tojson",
              Filter.of(
                  "tojson",
                  JsonText::write,
                  "ensure_ascii?",
                  "indent?",
                  "separators?",
                  "sort_keys?")));

  private TextFilters() {}

  private static Map.Entry<String, Filter> of(String name, UnaryOperator<String> change) {
    return entry(
        name,
        Filter.of(
            name,
            (value, arguments, e) -> {
              String text = text(value, e);
              e.budget().text(text.length());
              return Strings.like(value, change.apply(text));
            }));
  }

  private static String text(Object value, Evaluation e) {
    return PythonText.string(value, e.budget());
  }

  /** The value as a string; Markup stays Markup (markupsafe.soft_str). */
  private static Object soft(Object value, Evaluation e) {
    return value instanceof Markup ? value : text(value, e);
  }

  private static Object trim(Object value, Bound arguments, Evaluation e) {
    String text = text(value, e);
    e.budget().text(text.length());
    return Strings.like(value, StringTrim.strip(text, arguments.textOrNull(0)));
  }

  /** Upper case after each run of blanks, hyphens and opening brackets, lower case elsewhere. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean begins = true;
    for (int i = 0; i < text.length(); ) {
      String c = Character.toString(text.codePointAt(i));
      boolean separator = "-({[<".contains(c) || PythonText.isSpace(c.codePointAt(0));
      out.append(begins && !separator ? StringCase.upper(c) : StringCase.lower(c));
      begins = separator;
      i += c.length();
    }
    return out.toString();
  }

  private static Object replace(Object value, Bound arguments, Evaluation e) {
    int count = arguments.orNull(2) == null ? -1 : arguments.integer(2, -1);
    String old = text(arguments.get(0), e);
    String now = text(arguments.get(1), e);
    return StringSearch.replace(text(value, e), old, now, count, e.budget());
  }

  private static Object center(Object value, Bound arguments, Evaluation e) {
    List<Object> width = List.of(arguments.get(0, 80L));
    Object text = soft(value, e);
    return Strings.method(text, "center").call(Arguments.of(width), e);
  }

  private static Object indent(Object value, Bound arguments, Evaluation e) {
    if (!PythonText.isString(value)) {
      throw Operators.unsupported("+", value, "");
    }
    boolean given = arguments.has(0) && PythonText.isString(arguments.get(0));
    int width = given ? 0 : Math.max(0, arguments.integer(0, 4));
    e.budget().text(width);
    String indentation = given ? arguments.text(0) : " ".repeat(width);
    boolean blank = arguments.truth(2);
    StringBuilder out = new StringBuilder(arguments.truth(1) ? indentation : "");
    String separator = "";
    for (Object item : StringSplit.lines(PythonText.characters(value) + "\n", false)) {
      String line = (String) item;
      boolean indented = !separator.isEmpty() && (blank || !line.isEmpty());
      e.budget().text((long) out.length() / 16 + indentation.length() + line.length());
      out.append(separator).append(indented ? indentation : "").append(line);
      separator = "\n";
    }
    e.budget().text(out.length());
    return Strings.like(value, out.toString());
  }

  private static Object truncate(Object value, Bound arguments, Evaluation e) {
    int length = arguments.integer(0, 255);
    String end = arguments.has(2) ? arguments.text(2) : "...";
    int leeway = arguments.orNull(3) == null ? 5 : arguments.integer(3, 5);
    int kept = length - CodePoints.length(end);
    if (kept < 0 || leeway < 0) {
      throw new TemplateFault("truncate, length or leeway, is too small");
    }
    if (Iteration.length(value) <= (long) length + leeway) {
      return value;
    }
    if (!PythonText.isString(value)) {
      throw TemplateFault.type("truncate", value);
    }
    String cut = CodePoints.slice(PythonText.characters(value), 0, kept, 1);
    int space = arguments.truth(1) ? -1 : cut.lastIndexOf(' ');
    return Strings.like(value, (space < 0 ? cut : cut.substring(0, space)) + end);
  }

  private static long countWords(String text) {
    long words = 0;
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      boolean part = c == '_' || StringCase.isAlphanumeric(c);
      words += part && !inside ? 1 : 0;
      inside = part;
    }
    return words;
  }

  private static Object format(Object value, Arguments arguments, Evaluation e) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw new TemplateFault("format, arguments, must be all positional or all named");
    }
    Object values =
        arguments.named().isEmpty()
            ? new Tuple(arguments.positional())
            : new LinkedHashMap<Object, Object>(arguments.named());
    return PercentFormat.format(soft(value, e), values, e.budget());
  }

  private static Object urlEncode(Object value, Bound arguments, Evaluation e) {
    if (PythonText.isString(value) || !Iteration.isIterable(value)) {
      return quote(text(value, e), "/", e.budget());
    }
    Object pairs = value instanceof Map<?, ?> map ? DictView.items(map) : value;
    StringBuilder out = new StringBuilder();
    for (Object pair : Iteration.list(pairs, e.budget())) {
      List<Object> parts = Iteration.list(pair, e.budget());
      if (parts.size() != 2) {
        throw new TemplateFault("urlencode, an item of " + parts.size() + ", must be a pair");
      }
      out.append(out.isEmpty() ? "" : "&");
      out.append(quote(text(parts.get(0), e), "", e.budget()).replace("%20", "+")).append('=');
      out.append(quote(text(parts.get(1), e), "", e.budget()).replace("%20", "+"));
      e.budget().text(out.length());
    }
    return out.toString();
  }

  private static String quote(String text, String safe, Budget budget) {
    budget.text(3L * text.length());
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || ("_.-~" + safe).indexOf(c) >= 0);
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append("0123456789ABCDEF".charAt(c >> 4));
        out.append("0123456789ABCDEF".charAt(c & 15));
      }
    }
    return out.toString();
  }
}
