package millrace.engine.text.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The state of one rendering: scope, output, costs, clock and the line being rendered. */
final class Evaluation {
  private final Budget budget;
  private final Clock clock;
  private Scope scope;
  private StringBuilder out = new StringBuilder();
  private Statement.Flow left = Statement.Flow.NORMAL;
  private int line = 1;

  Evaluation(Scope scope, Budget budget, Clock clock) {
    this.scope = scope;
    this.budget = budget;
    this.clock = clock;
  }

  Budget budget() {
    return budget;
  }

  Clock clock() {
    return clock;
  }

  Scope scope() {
    return scope;
  }

  /** The line of the innermost statement that began last. */
  int line() {
    return line;
  }

  /** After a macro: errors belong to the calling line again. */
  void returnTo(int callingLine) {
    line = callingLine;
  }

  Object value(Expression expression) {
    budget.enter();
    Object value = expression.evaluate(this);
    budget.leave();
    return value;
  }

  List<Object> values(List<Expression> expressions) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(value(expression));
    }
    return values;
  }

  Statement.Flow run(List<Statement> statements) {
    budget.enter();
    Statement.Flow flow = Statement.Flow.NORMAL;
    for (int i = 0; i < statements.size() && flow == Statement.Flow.NORMAL; i++) {
      budget.charge(1);
      line = statements.get(i).line();
      flow = statements.get(i).execute(this);
    }
    budget.leave();
    return flow;
  }

  void write(String text) {
    budget.text((long) out.length() + text.length());
    out.append(text);
  }

  /** Opens a scope within {@code parent}; returns the one to be given back to {@link #restore}. */
  Scope push(Scope parent) {
    Scope outer = scope;
    scope = new Scope(parent);
    return outer;
  }

  void restore(Scope outer) {
    scope = outer;
  }

  /** What {@code statements} write in a scope of their own; null when they leave a loop. */
  String captureScoped(List<Statement> statements) {
    Scope outer = push(scope);
    StringBuilder outerText = out;
    out = new StringBuilder();
    left = run(statements);
    String text = left == Statement.Flow.NORMAL ? out.toString() : null;
    out = outerText;
    restore(outer);
    return text;
  }

  /** How the statements of the last {@link #captureScoped} ended. */
  Statement.Flow left() {
    return left;
  }

  /** What {@code writer} writes. */
  String capture(Runnable writer) {
    StringBuilder outer = out;
    out = new StringBuilder();
    writer.run();
    String text = out.toString();
    out = outer;
    return text;
  }

  String output() {
    return out.toString();
  }
}
