package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.text.template.Expression.Attribute;
import millrace.engine.text.template.Expression.Call;
import millrace.engine.text.template.Expression.CallArguments;
import millrace.engine.text.template.Expression.DictOf;
import millrace.engine.text.template.Expression.Filtered;
import millrace.engine.text.template.Expression.Item;
import millrace.engine.text.template.Expression.ListOf;
import millrace.engine.text.template.Expression.Literal;
import millrace.engine.text.template.Expression.Name;
import millrace.engine.text.template.Expression.Not;
import millrace.engine.text.template.Expression.Slice;
import millrace.engine.text.template.Expression.Tested;
import millrace.engine.text.template.Expression.TupleOf;

/** Literals, names, and what can be put behind a value: attributes, calls, filters, tests. */
final class PrimaryParser {
  private final TokenStream stream;
  private final NameLog log;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream stream, NameLog log, ExpressionParser expressions) {
    this.stream = stream;
    this.log = log;
    this.expressions = expressions;
  }

  Expression value() {
    Token token = stream.current();
    return switch (token.type()) {
      case NAME -> name(stream.next());
      case STRING -> string();
      case INTEGER, FLOAT -> new Literal(stream.next().number());
      case OPERATOR -> bracketed();
      default -> throw stream.error("must be an expression");
    };
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Literal(true);
      case "false", "False" -> new Literal(false);
      case "none", "None" -> new Literal(null);
      default -> {
        Sandbox.checkName(token, stream);
        log.read(token.text());
        yield new Name(token.text());
      }
    };
  }

  /** Strings that follow one another are one. */
  private Expression string() {
    StringBuilder text = new StringBuilder();
    while (stream.at(TokenType.STRING)) {
      text.append(stream.next().text());
    }
    return new Literal(text.toString());
  }

  private Expression bracketed() {
    if (stream.skipOperator("(")) {
      Expression inner = stream.atOperator(")") ? new TupleOf(List.of()) : expressions.tuple();
      stream.expectOperator(")");
      return inner;
    }
    if (stream.skipOperator("[")) {
      return new ListOf(items("]"));
    }
    if (stream.skipOperator("{")) {
      return dict();
    }
    throw stream.error("must be an expression");
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!stream.atOperator(end)) {
      items.add(expressions.expression());
      if (!stream.atOperator(end)) {
        stream.expectOperator(",");
      }
    }
    stream.next();
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.atOperator("}")) {
      keys.add(expressions.expression());
      stream.expectOperator(":");
      values.add(expressions.expression());
      if (!stream.atOperator("}")) {
        stream.expectOperator(",");
      }
    }
    stream.next();
    return new DictOf(keys, values);
  }

  /** The value with the attributes, items and calls that follow it. */
  Expression withPostfix(Expression value) {
    Expression result = value;
    int length = 0;
    for (; ; length++) {
      if (stream.skipOperator(".")) {
        result = attribute(result);
      } else if (stream.skipOperator("[")) {
        result = subscript(result);
      } else if (stream.atOperator("(")) {
        result = new Call(result, arguments());
      } else {
        break;
      }
      stream.enter();
    }
    for (int i = 0; i < length; i++) {
      stream.leave();
    }
    return result;
  }

  private Expression attribute(Expression target) {
    if (stream.at(TokenType.INTEGER)) {
      return new Item(target, new Literal(stream.next().number()));
    }
    Token name = stream.expectName();
    Sandbox.checkAttribute(name, stream);
    return new Attribute(target, name.text());
  }

  private Expression subscript(Expression target) {
    Token open = stream.current();
    Expression start = stream.atOperator(":") ? null : expressions.expression();
    if (stream.atOperator(":")) {
      return slice(target, start);
    }
    if (stream.skipOperator("]")) {
      Sandbox.checkItem(start, open, stream);
      return new Item(target, start);
    }
    List<Expression> parts = new ArrayList<>(List.of(start));
    stream.expectOperator(",");
    parts.addAll(items("]"));
    return new Item(target, new TupleOf(parts));
  }

  private Expression slice(Expression target, Expression start) {
    stream.expectOperator(":");
    Expression stop = slicePart();
    Expression step = stream.skipOperator(":") ? slicePart() : null;
    stream.expectOperator("]");
    return new Slice(target, start, stop, step);
  }

  private Expression slicePart() {
    return stream.atOperator(":") || stream.atOperator("]") ? null : expressions.expression();
  }

  /** The value with the filters, tests and calls that follow it. */
  Expression withFilters(Expression value) {
    Expression result = value;
    int length = 0;
    for (; ; length++) {
      if (stream.skipOperator("|")) {
        result = filter(result);
      } else if (stream.skipName("is")) {
        result = test(result);
      } else if (stream.atOperator("(")) {
        result = new Call(result, arguments());
      } else {
        break;
      }
      stream.enter();
    }
    for (int i = 0; i < length; i++) {
      stream.leave();
    }
    return result;
  }

  /** A filter behind {@code |}; the target may be null when a block is filtered. */
  Filtered filter(Expression target) {
    Token token = stream.current();
    String name = dottedName();
    CallArguments arguments = stream.atOperator("(") ? arguments() : CallArguments.NONE;
    Sandbox.checkFilter(name, arguments, token, stream);
    Filter filter = Filters.named(name);
    if (filter == null) {
      log.unknown("filter '" + name + "'", token);
      filter = Filters.missing(name);
    }
    return new Filtered(target, name, filter, arguments);
  }

  private Expression test(Expression target) {
    boolean negated = stream.skipName("not");
    Token token = stream.current();
    String name = dottedName();
    CallArguments arguments = testArguments();
    ValueTest test = ValueTests.named(name);
    if (test == null) {
      log.unknown("test '" + name + "'", token);
      test = ValueTests.missing(name);
    }
    Expression tested = new Tested(target, test, arguments);
    return negated ? new Not(tested) : tested;
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expectName().text());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expectName().text());
    }
    return name.toString();
  }

  /** A test's arguments: in parentheses, or one value without. */
  private CallArguments testArguments() {
    if (stream.atOperator("(")) {
      return arguments();
    }
    boolean value =
        switch (stream.current().type()) {
          case NAME -> !List.of("else", "or", "and").contains(stream.current().text());
          case STRING, INTEGER, FLOAT -> true;
          case OPERATOR -> stream.atOperator("[") || stream.atOperator("{");
          default -> false;
        };
    if (!value) {
      return CallArguments.NONE;
    }
    if (stream.atName("is")) {
      throw stream.error("must not follow another test");
    }
    return new CallArguments(List.of(withPostfix(value())), Map.of(), null, null);
  }

  CallArguments arguments() {
    Token open = stream.current();
    stream.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression star = null;
    Expression doubleStar = null;
    while (!stream.atOperator(")")) {
      boolean ordered = doubleStar == null;
      if (stream.skipOperator("**")) {
        doubleStar = expressions.expression();
      } else if (stream.skipOperator("*")) {
        ordered &= star == null;
        star = expressions.expression();
      } else if (stream.at(TokenType.NAME) && stream.look().isOperator("=")) {
        String name = stream.next().text();
        stream.next();
        ordered &= named.put(name, expressions.expression()) == null;
      } else {
        ordered &= star == null && named.isEmpty();
        positional.add(expressions.expression());
      }
      if (!ordered) {
        throw stream.error("arguments", "must come in order and once each", open);
      }
      if (!stream.atOperator(")")) {
        stream.expectOperator(",");
      }
    }
    stream.next();
    return new CallArguments(positional, named, star, doubleStar);
  }
}
