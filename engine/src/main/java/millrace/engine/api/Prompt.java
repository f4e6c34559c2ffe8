package millrace.engine.api;

import java.util.List;

/** What a completion continues: text, a conversation, or token ids. */
public sealed interface Prompt {

  /** Plain text; special-token look-alikes in it stay text. */
  record Text(String text) implements Prompt {}

  /** A conversation, rendered with the model's chat template and a generation prompt. */
  record Messages(List<ChatMessage> messages) implements Prompt {
    public Messages {
      messages = List.copyOf(messages);
    }
  }

  /**
   * A prompt with the beginning of its completion, or all of it, for instance to tell how probable
   * an answer is. Where {@code prompt_logprobs} asks for it, only the tokens of the continuation
   * are scored.
   *
   * <p>A text and its continuation are encoded as one text, whose first token that is not as in the
   * prompt alone begins the continuation. Behind messages and token ids the continuation is encoded
   * by itself.
   *
   * @param start not continued itself
   * @param continuation plain text
   */
  record Continued(Prompt start, String continuation) implements Prompt {
    public Continued {
      if (start instanceof Continued) {
        throw new IllegalArgumentException("Cannot continue a prompt: start, continued already");
      }
    }
  }

  /** Token ids, used as they are. */
  @SuppressWarnings("ArrayRecordComponent") // ids are passed through untouched, never compared
  record TokenIds(int[] ids) implements Prompt {}
}
