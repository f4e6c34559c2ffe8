package millrace.engine.text.template;

import java.util.Map;

/** {@code namespace(…)}: attributes that can be set from inner scopes. Compared by identity. */
final class Namespace {
  private final Map<String, Object> attributes;

  Namespace(Map<String, Object> attributes) {
    this.attributes = attributes;
  }

  Map<String, Object> attributes() {
    return attributes;
  }
}
