package millrace.engine.text.template;

import java.util.List;

/** {@code cycler(…)}: its items, one after the other, again and again. */
final class Cycler implements HasAttributes {
  private final List<Object> items;
  private int position;

  Cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw new TemplateFault("cycler, no items, at least one expected");
    }
    this.items = items;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "next" -> (Callable) (arguments, e) -> advance();
      case "reset" ->
          (Callable)
              (arguments, e) -> {
                position = 0;
                return null;
              };
      default -> Undefined.attribute(this, name);
    };
  }

  private Object advance() {
    Object item = items.get(position);
    position = (position + 1) % items.size();
    return item;
  }
}
