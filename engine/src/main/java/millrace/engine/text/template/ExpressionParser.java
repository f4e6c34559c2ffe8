package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

/** Operators by precedence, lowest first, as in Jinja2's grammar. */
final class ExpressionParser {
  /** Precedences, loosest first. */
  private enum Level {
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    CONCATENATION,
    PRODUCT,
    POWER,
    UNARY
  }

  private static final List<Level> TIGHTEST_FIRST =
      Arrays.stream(Level.values()).sorted(Comparator.reverseOrder()).toList();
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
    return stream.at(TokenType.PRINT_END)
        || stream.at(TokenType.BLOCK_END)
        || stream.atOperator(")");
  }

  /** An expression without the inline if. */
  private Expression or() {
    return operators(Level.OR);
  }

  /**
   * Operators that bind at least as tight as {@code loosest}, by precedence climbing: few calls per
   * bracket keep the parser within small stacks.
   */
  private Expression operators(Level loosest) {
    boolean negated = loosest.compareTo(Level.NOT) <= 0 && stream.atName("not");
    Expression value = negated ? negation() : primary.withFilters(signed());
    for (Level level : TIGHTEST_FIRST) {
      if (level.compareTo(loosest) >= 0 && !(negated && level.compareTo(Level.NOT) >= 0)) {
        value = chain(level, value);
      }
    }
    return value;
  }

  private Expression negation() {
    stream.enter();
    stream.next();
    Expression negated = new Not(operators(Level.NOT));
    stream.leave();
    return negated;
  }

  /** {@code first} with the operators of one level that follow it, if any. */
  private Expression chain(Level level, Expression first) {
    return switch (level) {
      case OR -> logical(true, "or", Level.AND, first);
      case AND -> logical(false, "and", Level.NOT, first);
      case NOT -> first;
      case COMPARISON -> comparison(first);
      case SUM -> arithmetic(SUMS, Level.CONCATENATION, first);
      case CONCATENATION -> concatenation(first);
      case PRODUCT -> arithmetic(PRODUCTS, Level.POWER, first);
      case POWER -> arithmetic(POWERS, Level.UNARY, first);
      case UNARY -> first;
    };
  }

  private Expression logical(boolean decides, String name, Level operand, Expression first) {
    if (!stream.atName(name)) {
      return first;
    }
    List<Expression> operands = new ArrayList<>(List.of(first));
    while (stream.skipName(name)) {
      operands.add(operators(operand));
    }
    return new Logical(decides, operands);
  }

  private Expression comparison(Expression first) {
    List<Step<Operators.Relation>> steps = new ArrayList<>();
    for (Operators.Relation relation = relation(); relation != null; relation = relation()) {
      steps.add(new Step<>(relation, operators(Level.SUM)));
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
        stream.at(TokenType.OPERATOR) ? Operators.RELATIONS.get(stream.current().text()) : null;
    if (relation != null) {
      stream.next();
    }
    return relation;
  }

  private Expression concatenation(Expression first) {
    if (!stream.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(operators(Level.PRODUCT));
    }
    return new Concatenation(parts);
  }

  private Expression arithmetic(
      Map<String, Operators.Binary> symbols, Level operand, Expression first) {
    List<Step<Operators.Binary>> steps = new ArrayList<>();
    while (stream.at(TokenType.OPERATOR) && symbols.containsKey(stream.current().text())) {
      Operators.Binary operator = symbols.get(stream.next().text());
      steps.add(new Step<>(operator, operators(operand)));
    }
    return steps.isEmpty() ? first : new Arithmetic(first, steps);
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
