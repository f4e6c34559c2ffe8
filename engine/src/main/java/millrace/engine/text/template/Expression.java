package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node that has a value. Evaluate children through {@link Evaluation#value}, which counts. */
sealed interface Expression {
  Object evaluate(Evaluation e);

  record Literal(Object value) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return e.scope().find(name);
    }
  }

  record ListOf(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return e.values(items);
    }
  }

  record TupleOf(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return new Tuple(e.values(items));
    }
  }

  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Map<Object, Object> dict = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = Access.key(e.value(keys.get(i)));
        dict.put(key, e.value(values.get(i)));
      }
      return dict;
    }
  }

  record Attribute(Expression target, String name) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return Access.attribute(e.value(target), name);
    }
  }

  record Item(Expression target, Expression key) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return Access.item(e.value(target), e.value(key), e.budget());
    }
  }

  /** {@code target[start:stop:step]}; an absent part is null. */
  record Slice(Expression target, Expression start, Expression stop, Expression step)
      implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object sliced = e.value(target);
      return Slicing.slice(sliced, part(e, start), part(e, stop), part(e, step), e.budget());
    }

    private static Object part(Evaluation e, Expression part) {
      return part == null ? null : e.value(part);
    }
  }

  record Call(Expression callee, CallArguments arguments) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return call(e, Map.of());
    }

    /** The call with keyword arguments besides those that stand in the source. */
    Object call(Evaluation e, Map<String, Object> extra) {
      Object target = e.value(callee);
      Arguments bound = arguments.evaluate(e).and(extra);
      if (target instanceof Undefined undefined) {
        throw undefined.fault();
      }
      if (target instanceof Callable callable) {
        return callable.call(bound, e);
      }
      throw new TemplateFault("call, '" + TypeNames.of(target) + "' object, is not callable");
    }
  }

  /** {@code target | name(arguments)}. */
  record Filtered(Expression target, String name, Filter filter, CallArguments arguments)
      implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return apply(e.value(target), e);
    }

    Object apply(Object value, Evaluation e) {
      return filter.apply(value, arguments.evaluate(e), e);
    }
  }

  /** {@code target is name(arguments)}. */
  record Tested(Expression target, ValueTest test, CallArguments arguments) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object value = e.value(target);
      return test.holds(value, arguments.evaluate(e), e);
    }
  }

  record Not(Expression operand) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      return !Iteration.truth(e.value(operand));
    }
  }

  /** Unary {@code -} or {@code +}. */
  record Signed(String operator, Expression operand) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object value = e.value(operand);
      return operator.equals("-") ? PythonNumbers.negate(value) : PythonNumbers.positive(value);
    }
  }

  /** Left-associative arithmetic of one precedence, {@code first op operand op operand …}. */
  record Arithmetic(Expression first, List<Step<Operators.Binary>> steps) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object value = e.value(first);
      for (Step<Operators.Binary> step : steps) {
        value = step.operator().apply(value, e.value(step.operand()), e.budget());
      }
      return value;
    }
  }

  /** {@code a ~ b ~ c}. */
  record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        String piece = PythonText.string(e.value(part), e.budget());
        e.budget().text((long) text.length() + piece.length());
        text.append(piece);
      }
      return text.toString();
    }
  }

  /** A chain of comparisons; each operand is evaluated at most once. */
  record Comparison(Expression first, List<Step<Operators.Relation>> steps) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object left = e.value(first);
      for (Step<Operators.Relation> step : steps) {
        Object right = e.value(step.operand());
        if (!step.operator().holds(left, right, e.budget())) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code and} ({@code decides} false) or {@code or} (true): the first operand that decides. */
  record Logical(boolean decides, List<Expression> operands) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      Object value = null;
      for (Expression operand : operands) {
        value = e.value(operand);
        if (Iteration.truth(value) == decides) {
          break;
        }
      }
      return value;
    }
  }

  /** {@code then if test else otherwise}; {@code otherwise} is null when not written. */
  record Conditional(Expression test, Expression then, Expression otherwise) implements Expression {
    @Override
    public Object evaluate(Evaluation e) {
      if (Iteration.truth(e.value(test))) {
        return e.value(then);
      }
      return otherwise == null
          ? Undefined.because("the inline if-expression has no else part and its test is false")
          : e.value(otherwise);
    }
  }

  /** An operator and its right operand. */
  record Step<O>(O operator, Expression operand) {}

  /** Arguments as written in the source; {@code star} and {@code doubleStar} may be null. */
  record CallArguments(
      List<Expression> positional,
      Map<String, Expression> named,
      Expression star,
      Expression doubleStar) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

    Arguments evaluate(Evaluation e) {
      if (positional.isEmpty() && named.isEmpty() && star == null && doubleStar == null) {
        return Arguments.NONE;
      }
      List<Object> values = new ArrayList<>(e.values(positional));
      Map<String, Object> names = new LinkedHashMap<>();
      named.forEach((name, value) -> names.put(name, e.value(value)));
      if (star != null) {
        values.addAll(Iteration.list(e.value(star), e.budget()));
      }
      Arguments written = new Arguments(values, names);
      return doubleStar == null ? written : written.and(keywords(e.value(doubleStar)));
    }

    private static Map<String, Object> keywords(Object value) {
      if (!(value instanceof Map<?, ?> map)) {
        throw TemplateFault.type("call with **", value);
      }
      Map<String, Object> names = new LinkedHashMap<>();
      map.forEach((key, item) -> names.put(String.valueOf(key), item));
      return names;
    }
  }
}
