package millrace.datasets.prompts;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Which columns of the user's files play which part. A name that differs from the default must
 * exist in the files; the empty name says that a part is not used, so that a column of the default
 * name is passed through like any other.
 *
 * @param id name of the column with the row's identity, string or integer
 * @param prompt name of the column with plain text
 * @param messages name of the column with conversations
 * @param promptTokenIds name of the column with token ids
 * @param sampling name of the struct column with sampling fields per row
 * @param completion name of a text column that continues the prompts; "" = there is none. It is
 *     passed through as well
 */
public record PromptColumns(
    String id,
    String prompt,
    String messages,
    String promptTokenIds,
    String sampling,
    String completion)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final PromptColumns DEFAULTS =
      new PromptColumns("id", "prompt", "messages", "prompt_token_ids", "sampling");

  public PromptColumns {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(promptTokenIds, "promptTokenIds");
    Objects.requireNonNull(sampling, "sampling");
    Objects.requireNonNull(completion, "completion");
  }

  /** Names of the columns of prompts that nothing continues. */
  public PromptColumns(
      String id, String prompt, String messages, String promptTokenIds, String sampling) {
    this(id, prompt, messages, promptTokenIds, sampling, "");
  }

  /** The names {@code id, prompt, messages, prompt_token_ids, sampling}. */
  public static PromptColumns defaults() {
    return DEFAULTS;
  }

  /** A copy with another id column. */
  public PromptColumns withId(String name) {
    return new PromptColumns(name, prompt, messages, promptTokenIds, sampling, completion);
  }

  /** A copy with another text column. */
  public PromptColumns withPrompt(String name) {
    return new PromptColumns(id, name, messages, promptTokenIds, sampling, completion);
  }

  /** A copy with another column of conversations. */
  public PromptColumns withMessages(String name) {
    return new PromptColumns(id, prompt, name, promptTokenIds, sampling, completion);
  }

  /** A copy with another column of token ids. */
  public PromptColumns withPromptTokenIds(String name) {
    return new PromptColumns(id, prompt, messages, name, sampling, completion);
  }

  /** A copy with another sampling column. */
  public PromptColumns withSampling(String name) {
    return new PromptColumns(id, prompt, messages, promptTokenIds, name, completion);
  }

  /** A copy with another column of texts that continue the prompts. */
  public PromptColumns withCompletion(String name) {
    return new PromptColumns(id, prompt, messages, promptTokenIds, sampling, name);
  }

  /** The names of the three columns of which a table has exactly one, unused ones left out. */
  List<String> promptNames() {
    return List.of(prompt, messages, promptTokenIds).stream().filter(n -> !n.isEmpty()).toList();
  }
}
