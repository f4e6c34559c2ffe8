package millrace.engine.text.template;

import java.util.Iterator;

/** What map, select and others return: computed on the way, and only once. */
final class Generator {
  private final Iterator<Object> items;

  Generator(Iterator<Object> items) {
    this.items = items;
  }

  Iterator<Object> items() {
    return items;
  }
}
