package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.text.template.Expression.Name;
import millrace.engine.text.template.Expression.TupleOf;

/** What can stand left of an assignment, and the parameters of macros. */
final class TargetParser {
  private final TokenStream stream;
  private final NameLog log;
  private final ExpressionParser expressions;

  TargetParser(TokenStream stream, NameLog log, ExpressionParser expressions) {
    this.stream = stream;
    this.log = log;
    this.expressions = expressions;
  }

  /** Names only; ends before {@code in} or {@code =}. */
  Target loopTarget() {
    Token where = stream.current();
    Target target = list(false);
    if (mentionsLoop(target)) {
      throw stream.error("'loop'", "must not be assigned to by a loop", where);
    }
    return target;
  }

  /** Names and {@code namespace.attribute}. */
  Target setTarget() {
    return list(true);
  }

  private Target list(boolean namespaces) {
    Target first = single(namespaces);
    if (!stream.atOperator(",")) {
      return first;
    }
    List<Target> targets = new ArrayList<>(List.of(first));
    while (stream.skipOperator(",") && !expressions.atTupleEnd()) {
      targets.add(single(namespaces));
    }
    return new Target.ToTuple(targets);
  }

  private Target single(boolean namespaces) {
    Token token = stream.current();
    if (namespaces && token.type() == TokenType.NAME && stream.look().isOperator(".")) {
      stream.next();
      stream.next();
      Token attribute = stream.expectName();
      Sandbox.checkAttribute(attribute, stream);
      return new Target.ToNamespace(token.text(), attribute.text());
    }
    return converted(expressions.primary().value(), token);
  }

  private Target converted(Expression expression, Token where) {
    if (expression instanceof Name name) {
      log.assign(name.name());
      return new Target.ToName(name.name());
    }
    if (expression instanceof TupleOf tuple) {
      return new Target.ToTuple(
          tuple.items().stream().map(item -> converted(item, where)).toList());
    }
    throw stream.error(where.describe(), "must be a name that can be assigned to", where);
  }

  private static boolean mentionsLoop(Target target) {
    return target instanceof Target.ToTuple tuple
        ? tuple.targets().stream().anyMatch(TargetParser::mentionsLoop)
        : target instanceof Target.ToName name && name.name().equals("loop");
  }

  /** {@code (a, b=1)} of a macro or call block. */
  List<Macro.Parameter> parameters() {
    List<Macro.Parameter> parameters = new ArrayList<>();
    stream.expectOperator("(");
    while (!stream.atOperator(")")) {
      Token name = stream.expectName();
      Expression otherwise = stream.skipOperator("=") ? expressions.expression() : null;
      boolean after = !parameters.isEmpty() && last(parameters).otherwise() != null;
      if (otherwise == null && after) {
        throw stream.error(name.describe(), "must have a default as those before it", name);
      }
      log.assign(name.text());
      parameters.add(new Macro.Parameter(name.text(), otherwise));
      if (!stream.atOperator(")")) {
        stream.expectOperator(",");
      }
    }
    stream.next();
    return parameters;
  }

  private static Macro.Parameter last(List<Macro.Parameter> parameters) {
    return parameters.get(parameters.size() - 1);
  }
}
