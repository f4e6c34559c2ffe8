package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import millrace.engine.text.template.Expression.Arithmetic;
import millrace.engine.text.template.Expression.Comparison;
import millrace.engine.text.template.Expression.Concatenation;
import millrace.engine.text.template.Expression.Conditional;
import millrace.engine.text.template.Expression.Logical;
import millrace.engine.text.template.Expression.Not;
import millrace.engine.text.template.Expression.Signed;
import millrace.engine.text.template.Expression.Step;
import millrace.engine.text.template.Expression.TupleOf;
import millrace.engine.text.template.Token.Type;

/** Operators by precedence, lowest first, as in Jinja2's grammar. */
final class ExpressionParser {
  private static final Map<String, Operators.Binary> SUMS =
      Map.of("+", Operators::add, "-", Operators::subtract);
  private static final Map<String, Operators.Binary> PRODUCTS =
      Map.of(
          "*", Operators::multiply,
          "/", Operators::divide,
          "//", Operators::floorDivide,
          "%", Operators::modulo);
  private static final Map<String, Operators.Binary> POWERS = Map.of("**", Operators::power);

  private final TokenStream stream;
  private final NameLog log;
  private final PrimaryParser primary;

  ExpressionParser(TokenStream stream, NameLog log) {
    this.stream = stream;
    this.log = log;
    this.primary = new PrimaryParser(stream, log, this);
  }

  PrimaryParser primary() {
    return primary;
  }

  /** Any expression without a bare comma. */
  Expression expression() {
    stream.enter();
    int mark = log.unknownMark();
    Expression value = or();
    int chain = 0;
    while (stream.skipName("if")) {
      stream.enter();
      chain++;
      Expression test = or();
      Expression otherwise = stream.skipName("else") ? expression() : null;
      value = new Conditional(test, value, otherwise);
      log.forgiveUnknown(mark);
    }
    for (int i = 0; i <= chain; i++) {
      stream.leave();
    }
    return value;
  }

  /** One expression, or several with commas: a tuple. */
  Expression tuple() {
    return tupleOf(this::expression);
  }

  /** As {@link #tuple}, where {@code if} belongs to the statement. */
  Expression tupleWithoutCondition() {
    return tupleOf(this::or);
  }

  private Expression tupleOf(Supplier<Expression> part) {
    if (atTupleEnd()) {
      throw stream.error("must be an expression");
    }
    Expression first = part.get();
    if (!stream.atOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (stream.skipOperator(",") && !atTupleEnd()) {
      items.add(part.get());
    }
    return new TupleOf(items);
  }

  boolean atTupleEnd() {
    return stream.at(Type.PRINT_END) || stream.at(Type.BLOCK_END) || stream.atOperator(")");
  }

  /** An expression without the inline if. */
  Expression or() {
    Expression first = and();
    if (!stream.atName("or")) {
      return first;
    }
    List<Expression> operands = new ArrayList<>(List.of(first));
    while (stream.skipName("or")) {
      operands.add(and());
    }
    return new Logical(true, operands);
  }

  private Expression and() {
    Expression first = not();
    if (!stream.atName("and")) {
      return first;
    }
    List<Expression> operands = new ArrayList<>(List.of(first));
    while (stream.skipName("and")) {
      operands.add(not());
    }
    return new Logical(false, operands);
  }

  private Expression not() {
    if (!stream.skipName("not")) {
      return comparison();
    }
    stream.enter();
    Expression negated = new Not(not());
    stream.leave();
    return negated;
  }

  private Expression comparison() {
    Expression first = sum();
    List<Step<Operators.Relation>> steps = new ArrayList<>();
    for (Operators.Relation relation = relation(); relation != null; relation = relation()) {
      steps.add(new Step<>(relation, sum()));
    }
    return steps.isEmpty() ? first : new Comparison(first, steps);
  }

  /** The relation at the current token, which it consumes; null when there is none. */
  private Operators.Relation relation() {
    if (stream.atName("not") && stream.look().isName("in")) {
      stream.next();
      stream.next();
      return (left, right, budget) -> !Operators.contains(right, left, budget);
    }
    if (stream.skipName("in")) {
      return (left, right, budget) -> Operators.contains(right, left, budget);
    }
    Operators.Relation relation =
        stream.at(Type.OPERATOR) ? Operators.RELATIONS.get(stream.current().text()) : null;
    if (relation != null) {
      stream.next();
    }
    return relation;
  }

  private Expression sum() {
    return arithmetic(SUMS, this::concatenation);
  }

  private Expression concatenation() {
    Expression first = product();
    if (!stream.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(product());
    }
    return new Concatenation(parts);
  }

  private Expression product() {
    return arithmetic(PRODUCTS, this::power);
  }

  private Expression power() {
    return arithmetic(POWERS, this::unary);
  }

  private Expression arithmetic(
      Map<String, Operators.Binary> operators, Supplier<Expression> operand) {
    Expression first = operand.get();
    List<Step<Operators.Binary>> steps = new ArrayList<>();
    while (stream.at(Type.OPERATOR) && operators.containsKey(stream.current().text())) {
      Operators.Binary operator = operators.get(stream.next().text());
      steps.add(new Step<>(operator, operand.get()));
    }
    return steps.isEmpty() ? first : new Arithmetic(first, steps);
  }

  private Expression unary() {
    return primary.withFilters(signed());
  }

  /** A sign binds tighter than filters and tests, and, as in Jinja, looser than a postfix. */
  private Expression signed() {
    if (!stream.atOperator("-") && !stream.atOperator("+")) {
      return primary.withPostfix(primary.value());
    }
    String sign = stream.next().text();
    stream.enter();
    Expression value = primary.withPostfix(new Signed(sign, signed()));
    stream.leave();
    return value;
  }
}
