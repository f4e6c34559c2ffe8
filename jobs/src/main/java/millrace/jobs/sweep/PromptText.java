package millrace.jobs.sweep;

import java.util.stream.Collectors;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Prompt;

/** Prompts as people read them. */
final class PromptText {
  private PromptText() {}

  static String of(PromptRow row) {
    if (row.prompt() == null) {
      return row.error().message();
    }
    if (row.prompt() instanceof Prompt.Text text) {
      return text.text();
    }
    if (row.prompt() instanceof Prompt.Messages conversation) {
      return conversation.messages().stream()
          .map(message -> message.role() + ": " + message.content())
          .collect(Collectors.joining("\n"));
    }
    return "[" + ((Prompt.TokenIds) row.prompt()).ids().length + " token ids]";
  }
}
