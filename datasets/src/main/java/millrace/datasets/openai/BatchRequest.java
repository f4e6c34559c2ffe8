package millrace.datasets.openai;

import java.util.List;
import java.util.Map;
import millrace.datasets.prompts.PromptKind;
import millrace.engine.api.Prompt;

/**
 * A line that was understood.
 *
 * @param line its number in the file, from 1
 * @param customId the request's own id
 * @param endpoint what it asks for
 * @param prompts one or more, all of the same kind
 * @param sampling sampling fields by name, valid
 */
public record BatchRequest(
    long line,
    String customId,
    BatchEndpoint endpoint,
    List<Prompt> prompts,
    Map<String, Object> sampling)
    implements BatchLine {
  public BatchRequest {
    prompts = List.copyOf(prompts);
    sampling = Map.copyOf(sampling);
  }

  /** The kind of its prompts. */
  public PromptKind kind() {
    if (prompts.get(0) instanceof Prompt.Text) {
      return PromptKind.TEXT;
    }
    return prompts.get(0) instanceof Prompt.Messages ? PromptKind.MESSAGES : PromptKind.TOKEN_IDS;
  }
}
