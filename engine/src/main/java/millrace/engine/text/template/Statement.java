package millrace.engine.text.template;

import java.util.List;
import java.util.Map;
import millrace.engine.text.template.Expression.Call;
import millrace.engine.text.template.Expression.Filtered;

/** A node that writes or changes something. */
sealed interface Statement
    permits Statement.Data,
        Statement.Print,
        Statement.If,
        Statement.Set,
        Statement.SetBlock,
        Statement.DefineMacro,
        Statement.CallBlock,
        Statement.FilterBlock,
        Statement.With,
        Statement.Scoped,
        Statement.Leave,
        ForLoop {

  /** How a statement ended; BREAK and CONTINUE travel up to the innermost loop. */
  enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  /** Line of the source, from 1. */
  int line();

  Flow execute(Evaluation e);

  /** Template text. */
  record Data(String text, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      e.write(text);
      return Flow.NORMAL;
    }
  }

  /** <code>{{ value }}</code>. */
  record Print(Expression value, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      e.write(PythonText.string(e.value(value), e.budget()));
      return Flow.NORMAL;
    }
  }

  /** if, elif, …, else; opens no scope. */
  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {
    record Branch(Expression test, List<Statement> body) {}

    @Override
    public Flow execute(Evaluation e) {
      for (Branch branch : branches) {
        if (Iteration.truth(e.value(branch.test()))) {
          return e.run(branch.body());
        }
      }
      return e.run(otherwise);
    }
  }

  record Set(Target target, Expression value, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      target.assign(e.value(value), e);
      return Flow.NORMAL;
    }
  }

  /** {@code set target | filters} … {@code endset}. */
  record SetBlock(Target target, List<Filtered> filters, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      String text = e.captureScoped(body);
      if (text == null) {
        return e.left();
      }
      target.assign(filtered(text, filters, e), e);
      return Flow.NORMAL;
    }
  }

  record DefineMacro(Macro.Definition definition, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      e.scope().set(definition.name(), new Macro(definition, e.scope()));
      return Flow.NORMAL;
    }
  }

  /** {@code call(parameters) macro(arguments)} … {@code endcall}. */
  record CallBlock(Macro.Definition caller, Call call, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      Object result = call.call(e, Map.of("caller", new Macro(caller, e.scope())));
      e.write(PythonText.string(result, e.budget()));
      return Flow.NORMAL;
    }
  }

  /** {@code filter a | b} … {@code endfilter}. */
  record FilterBlock(List<Filtered> filters, List<Statement> body, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      String text = e.captureScoped(body);
      if (text == null) {
        return e.left();
      }
      e.write(PythonText.string(filtered(text, filters, e), e.budget()));
      return Flow.NORMAL;
    }
  }

  /** {@code with a = 1, b = 2} … {@code endwith}; the values see the outer scope only. */
  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      List<Object> bound = e.values(values);
      Scope outer = e.push(e.scope());
      for (int i = 0; i < bound.size(); i++) {
        targets.get(i).assign(bound.get(i), e);
      }
      Flow flow = e.run(body);
      e.restore(outer);
      return flow;
    }
  }

  /** transformers' {@code generation} … {@code endgeneration}: only a scope, when rendering. */
  record Scoped(List<Statement> body, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      Scope outer = e.push(e.scope());
      Flow flow = e.run(body);
      e.restore(outer);
      return flow;
    }
  }

  /** break or continue; what an enclosing set or filter block has collected is dropped. */
  record Leave(Flow flow, int line) implements Statement {
    @Override
    public Flow execute(Evaluation e) {
      return flow;
    }
  }

  private static Object filtered(Object value, List<Filtered> filters, Evaluation e) {
    Object result = value;
    for (Filtered filter : filters) {
      result = filter.apply(result, e);
    }
    return result;
  }
}
