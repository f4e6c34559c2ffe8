package millrace.engine.text.template;

import java.util.Iterator;
import java.util.List;

/**
 * for target in sequence if test … else … endfor. As in Jinja, else is rendered when no turn came
 * to the end of the body, so also after a break or continue in each.
 *
 * @param test may be null; sees the target, not {@code loop}
 * @param recursive whether {@code loop(items)} renders the body again
 */
record ForLoop(
    Target target,
    Expression sequence,
    Expression test,
    List<Statement> body,
    List<Statement> otherwise,
    boolean recursive,
    int line)
    implements Statement {

  @Override
  public Flow execute(Evaluation e) {
    return loop(e.value(sequence), 0, e.scope(), e);
  }

  /** Renders the turns; a break or continue within else belongs to the loop around this one. */
  private Flow loop(Object items, int depth, Scope outer, Evaluation e) {
    e.budget().enter();
    LoopState state = new LoopState(selected(items, outer, e), depth, recursion(outer), e.budget());
    boolean completed = false;
    while (state.hasNext()) {
      Scope before = e.push(outer);
      e.scope().set("loop", state);
      target.assign(state.next(), e);
      Flow flow = e.run(body);
      e.restore(before);
      completed |= flow == Flow.NORMAL;
      if (flow == Flow.BREAK) {
        break;
      }
    }
    Flow left = Flow.NORMAL;
    if (!completed) {
      Scope before = e.push(outer);
      left = e.run(otherwise);
      e.restore(before);
    }
    e.budget().leave();
    return left;
  }

  private LoopState.Recursion recursion(Scope outer) {
    if (!recursive) {
      return null;
    }
    return (items, depth, e) -> e.capture(() -> loop(items, depth, outer, e));
  }

  private Object selected(Object items, Scope outer, Evaluation e) {
    if (test == null) {
      return items;
    }
    Iterator<Object> all = Iteration.iterate(items, e.budget());
    return new Generator(
        new LookAhead(e.budget()) {
          @Override
          Object advance() {
            while (all.hasNext()) {
              Object item = all.next();
              if (accepts(item, outer, e)) {
                return item;
              }
            }
            return END;
          }
        });
  }

  private boolean accepts(Object item, Scope outer, Evaluation e) {
    Scope before = e.push(outer);
    target.assign(item, e);
    boolean accepted = Iteration.truth(e.value(test));
    e.restore(before);
    return accepted;
  }
}
