package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A macro bound to the scope in which it was defined (jinja2.runtime.Macro). */
final class Macro implements Callable, HasAttributes {
  /**
   * A macro as written.
   *
   * @param name for messages; a call block's body is "caller"
   * @param uses which of {@code caller}, {@code varargs} and {@code kwargs} the body reads without
   *     their being parameters
   */
  record Definition(
      String name, List<Parameter> parameters, List<Statement> body, Set<String> uses) {}

  /** A parameter; {@code otherwise} is null when there is no default. */
  record Parameter(String name, Expression otherwise) {}

  private final Definition definition;
  private final Scope closure;

  Macro(Definition definition, Scope closure) {
    this.definition = definition;
    this.closure = closure;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "name" -> definition.name();
      case "arguments" ->
          new Tuple(definition.parameters().stream().<Object>map(Parameter::name).toList());
      default -> Undefined.attribute(this, name);
    };
  }

  @Override
  public Object call(Arguments arguments, Evaluation e) {
    e.budget().enter();
    Scope outer = e.push(closure);
    int line = e.line();
    bind(arguments, e);
    String text = e.capture(() -> e.run(definition.body()));
    e.restore(outer);
    e.returnTo(line);
    e.budget().leave();
    return text;
  }

  private void bind(Arguments arguments, Evaluation e) {
    List<Object> positional = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<Parameter> missing = new ArrayList<>();
    List<Parameter> parameters = definition.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      if (i < positional.size()) {
        e.scope().set(name, positional.get(i));
      } else if (named.containsKey(name)) {
        e.scope().set(name, named.remove(name));
      } else {
        missing.add(parameters.get(i));
      }
    }
    bindRest(positional, named, e.scope());
    for (Parameter parameter : missing) {
      Expression otherwise = parameter.otherwise();
      String name = parameter.name();
      e.scope().set(name, Undefined.because("parameter '" + name + "' was not provided"));
      if (otherwise != null) {
        e.scope().set(name, e.value(otherwise));
      }
    }
  }

  private void bindRest(List<Object> positional, Map<String, Object> named, Scope scope) {
    if (definition.uses().contains("caller")) {
      Object none = Undefined.because("No caller defined");
      scope.set("caller", named.containsKey("caller") ? named.remove("caller") : none);
    }
    if (definition.uses().contains("kwargs")) {
      scope.set("kwargs", named);
    } else if (!named.isEmpty()) {
      String keyword = named.keySet().iterator().next();
      throw new TemplateFault(
          "macro '" + definition.name() + "', keyword '" + keyword + "', not among its parameters");
    }
    int count = definition.parameters().size();
    List<Object> more = positional.subList(Math.min(count, positional.size()), positional.size());
    if (definition.uses().contains("varargs")) {
      scope.set("varargs", new Tuple(more));
    } else if (!more.isEmpty()) {
      throw new TemplateFault(
          "macro '" + definition.name() + "', " + positional.size() + " arguments, takes " + count);
    }
  }
}
