package millrace.engine.api;

import java.util.Objects;

/**
 * One turn of a conversation.
 *
 * @param role for example {@code system}, {@code user}, {@code assistant}; the template decides
 * @param content the text; data, never template syntax
 */
public record ChatMessage(String role, String content) {
  public ChatMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }
}
