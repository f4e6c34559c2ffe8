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

  /** Token ids, used as they are. */
  @SuppressWarnings("ArrayRecordComponent") // ids are passed through untouched, never compared
  record TokenIds(int[] ids) implements Prompt {}
}
