package millrace.engine.text.template;

import java.util.List;

/** The left side of an assignment. */
sealed interface Target {
  void assign(Object value, Evaluation e);

  record ToName(String name) implements Target {
    @Override
    public void assign(Object value, Evaluation e) {
      e.scope().set(name, value);
    }
  }

  /** {@code namespace.attribute = value}, which reaches through scopes. */
  record ToNamespace(String namespace, String attribute) implements Target {
    @Override
    public void assign(Object value, Evaluation e) {
      if (!(e.scope().find(namespace) instanceof Namespace found)) {
        throw new TemplateFault("set, '" + namespace + "', must be a namespace");
      }
      found.attributes().put(attribute, value);
    }
  }

  record ToTuple(List<Target> targets) implements Target {
    @Override
    public void assign(Object value, Evaluation e) {
      List<Object> values = Iteration.list(value, e.budget());
      if (values.size() != targets.size()) {
        throw new TemplateFault(
            "unpacking, " + values.size() + " values, expected " + targets.size());
      }
      for (int i = 0; i < values.size(); i++) {
        targets.get(i).assign(values.get(i), e);
      }
    }
  }
}
