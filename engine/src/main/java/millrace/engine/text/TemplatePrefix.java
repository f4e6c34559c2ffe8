package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The special token that a {@code tokenizer.json}'s post-processor puts before a text. */
final class TemplatePrefix {
  private TemplatePrefix() {}

  /** The written form of the first special token before the text, if there is one. */
  static Optional<String> of(JsonNode postProcessor) {
    if (postProcessor.path("type").asText().equals("TemplateProcessing")) {
      JsonNode first = postProcessor.path("single").path(0).path("SpecialToken").path("id");
      return Optional.ofNullable(first.textValue());
    }
    for (JsonNode inner : postProcessor.path("processors")) {
      Optional<String> found = of(inner);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
