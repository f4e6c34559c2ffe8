package millrace.datasets.completions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Prompt;

/** The prompt as one string, for the column that repeats it. */
final class PromptText {
  private PromptText() {}

  /** Text as it is, messages and token ids as JSON; null for null. */
  static String of(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return text.text();
    }
    if (prompt instanceof Prompt.Messages messages) {
      return json(messages);
    }
    if (prompt instanceof Prompt.Continued continued) {
      return of(continued.start());
    }
    return prompt instanceof Prompt.TokenIds ids
        ? Arrays.toString(ids.ids()).replace(" ", "")
        : null;
  }

  private static String json(Prompt.Messages messages) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ChatMessage message : messages.messages()) {
      array.addObject().put("role", message.role()).put("content", message.content());
    }
    return array.toString();
  }
}
