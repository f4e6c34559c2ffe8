package millrace.engine.text.template;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods of str, and of Markup, whose results are Markup again. */
final class Strings {
  /** What a method does with the text it belongs to. */
  interface Body {
    Object call(String self, Bound arguments, Evaluation e);
  }

  private record Method(Signature signature, Body body) {}

  private static final String[] RANGE = {"sub", "start?", "end?"};

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          method("upper", (s, a, e) -> StringCase.upper(s)),
          method("lower", (s, a, e) -> StringCase.lower(s)),
          method("casefold", (s, a, e) -> StringCase.lower(StringCase.upper(s))),
          method("title", (s, a, e) -> StringCase.title(s)),
          method("capitalize", (s, a, e) -> StringCase.capitalize(s)),
          method("swapcase", (s, a, e) -> StringCase.swapCase(s)),
          method("isdigit", (s, a, e) -> StringCase.all(s, StringCase::isDigit)),
          method("isdecimal", (s, a, e) -> StringCase.all(s, Character::isDigit)),
          method("isnumeric", (s, a, e) -> StringCase.all(s, StringCase::isNumeric)),
          method("isalpha", (s, a, e) -> StringCase.all(s, Character::isLetter)),
          method("isalnum", (s, a, e) -> StringCase.all(s, StringCase::isAlphanumeric)),
          method("isspace", (s, a, e) -> StringCase.all(s, PythonText::isSpace)),
          method("isascii", (s, a, e) -> s.chars().allMatch(c -> c < 128)),
          method("isupper", (s, a, e) -> StringCase.isUpper(s)),
          method("islower", (s, a, e) -> StringCase.isLower(s)),
          method("istitle", (s, a, e) -> StringCase.isTitle(s)),
          method("strip", (s, a, e) -> StringTrim.strip(s, a.textOrNull(0)), "chars?"),
          method("lstrip", (s, a, e) -> StringTrim.stripStart(s, a.textOrNull(0)), "chars?"),
          method("rstrip", (s, a, e) -> StringTrim.stripEnd(s, a.textOrNull(0)), "chars?"),
          method(
              "removeprefix", (text, a, e) -> StringTrim.removePrefix(text, a.text(0)), "prefix"),
          method(
              "removesuffix", (text, a, e) -> StringTrim.removeSuffix(text, a.text(0)), "suffix"),
          method("center", StringTrim::center, "width", "fillchar?"),
          method("ljust", StringTrim::padEnd, "width", "fillchar?"),
          method("rjust", StringTrim::padStart, "width", "fillchar?"),
          method("zfill", StringTrim::fillZeros, "width"),
          method("split", StringSplit::split, "sep?", "maxsplit?"),
          method("rsplit", StringSplit::splitFromEnd, "sep?", "maxsplit?"),
          method("splitlines", StringSplit::lines, "keepends?"),
          method("partition", (text, a, e) -> StringSplit.partition(text, a.text(0)), "sep"),
          method("rpartition", (text, a, e) -> StringSplit.lastPartition(text, a.text(0)), "sep"),
          method("startswith", StringSearch::startsWith, "prefix", "start?", "end?"),
          method("endswith", StringSearch::endsWith, "suffix", "start?", "end?"),
          method("find", StringSearch::find, RANGE),
          method("rfind", StringSearch::findLast, RANGE),
          method("index", StringSearch::index, RANGE),
          method("rindex", StringSearch::indexLast, RANGE),
          method("count", StringSearch::count, RANGE),
          method("replace", StringSearch::replace, "old", "new", "count?"),
          method("join", Strings::join, "iterable"));

  /** Methods whose arguments a Markup escapes. */
  private static final Set<String> ESCAPING = Set.of("join", "replace");

  private Strings() {}

  private static Map.Entry<String, Method> method(String name, Body body, String... parameters) {
    return entry(name, new Method(Signature.of(name, parameters), body));
  }

  /** {@code text} as the same kind of string as {@code original}. */
  static Object like(Object original, String text) {
    return original instanceof Markup ? new Markup(text) : text;
  }

  /** A method bound to a String or Markup, or null when there is none of that name. */
  static Callable method(Object target, String name) {
    String self = PythonText.characters(target);
    if (name.equals("format")) {
      return (arguments, e) ->
          like(target, BraceFormat.format(self, arguments, target instanceof Markup, e));
    }
    Method method = METHODS.get(name);
    if (method == null) {
      return null;
    }
    boolean escapes = target instanceof Markup && ESCAPING.contains(name);
    return (arguments, e) -> {
      e.budget().text(self.length());
      Bound bound = method.signature().bind(escapes ? escaped(name, arguments, e) : arguments);
      Object result = method.body().call(self, bound, e);
      return target instanceof Markup ? marked(result) : result;
    };
  }

  private static Arguments escaped(String name, Arguments arguments, Evaluation e) {
    Budget budget = e.budget();
    List<Object> values = new ArrayList<>(arguments.positional());
    if (name.equals("replace") && values.size() > 1) {
      values.set(1, Markup.escape(values.get(1), budget));
    } else if (name.equals("join") && !values.isEmpty()) {
      List<Object> items = Iteration.list(values.get(0), budget);
      items.replaceAll(item -> Markup.escape(item, budget));
      values.set(0, items);
    }
    return new Arguments(values, arguments.named());
  }

  private static Object marked(Object result) {
    if (result instanceof String text) {
      return new Markup(text);
    }
    if (result instanceof List<?> list) {
      return list.stream().map(Strings::marked).toList();
    }
    return result instanceof Tuple tuple
        ? new Tuple(tuple.items().stream().map(Strings::marked).toList())
        : result;
  }

  private static Object join(String separator, Bound arguments, Evaluation e) {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (Object item : Iteration.list(arguments.get(0), e.budget())) {
      if (!PythonText.isString(item)) {
        throw new TemplateFault("join, " + TypeNames.of(item) + ", the items must be strings");
      }
      String piece = PythonText.characters(item);
      e.budget().text((long) text.length() + separator.length() + piece.length());
      text.append(first ? "" : separator).append(piece);
      first = false;
    }
    return text.toString();
  }
}
