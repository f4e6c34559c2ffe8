package millrace.engine.text.template;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The parameters of a built-in, by position and name; a name that ends with ? is optional. */
final class Signature {
  private final String callee;
  private final List<String> names;
  private final int required;

  private Signature(String callee, List<String> names, int required) {
    this.callee = callee;
    this.names = names;
    this.required = required;
  }

  static Signature of(String callee, String... parameters) {
    List<String> names = Arrays.stream(parameters).map(p -> p.replace("?", "")).toList();
    int optional = (int) Arrays.stream(parameters).filter(p -> p.endsWith("?")).count();
    return new Signature(callee, names, names.size() - optional);
  }

  /** The arguments in the order of the parameters, checked for number and names. */
  Bound bind(Arguments arguments) {
    List<Object> positional = arguments.positional();
    if (positional.size() > names.size()) {
      throw new TemplateFault(
          callee + ", " + positional.size() + " arguments, takes at most " + names.size());
    }
    Object[] values = new Object[names.size()];
    Arrays.fill(values, Bound.ABSENT);
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    for (Map.Entry<String, Object> named : arguments.named().entrySet()) {
      int at = names.indexOf(named.getKey());
      if (at < 0 || values[at] != Bound.ABSENT) {
        throw new TemplateFault(
            callee + ", keyword '" + named.getKey() + "', " + (at < 0 ? "unknown" : "given twice"));
      }
      values[at] = named.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == Bound.ABSENT) {
        throw new TemplateFault(callee + ", argument '" + names.get(i) + "', is missing");
      }
    }
    return new Bound(callee, values);
  }
}
