package millrace.datasets.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import millrace.datasets.jsonl.JsonPrompts;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;

/** Makes prompts of {@code messages} and {@code prompt}. */
final class BodyPrompts {
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
  private static final int MOST_PROMPTS = 10_000;

  private BodyPrompts() {}

  /** The conversation of a body. */
  static Prompt messages(Object value) {
    if (value == null) {
      throw Refusal.missing("messages", "a list of messages");
    }
    if (!(value instanceof List<?> items) || items.isEmpty()) {
      throw Refusal.invalid("messages", value, "a list of messages, not empty");
    }
    List<Map<String, String>> messages = new ArrayList<>(items.size());
    for (Object item : items) {
      messages.add(message(item, "messages[" + messages.size() + "]"));
    }
    return prompt("messages", messages, "messages");
  }

  private static Map<String, String> message(Object item, String where) {
    if (!(item instanceof Map<?, ?> fields)) {
      throw Refusal.invalid(where, item, "an object with role and content");
    }
    Object role = fields.get("role");
    if (!(role instanceof String) || !ROLES.contains(role)) {
      throw Refusal.invalid(where + ".role", role, "one of system, developer, user, assistant");
    }
    for (Object name : new TreeSet<Object>(fields.keySet())) {
      Object value = fields.get(name);
      if (value != null && !name.equals("role") && !name.equals("content")) {
        throw Refusal.unsupported(where + "." + name, value, "known are role and content");
      }
    }
    // What newer models call developer, every template calls system.
    String known = role.equals("developer") ? "system" : (String) role;
    return Map.of("role", known, "content", content(fields.get("content"), where + ".content"));
  }

  private static String content(Object value, String where) {
    if (value instanceof String text) {
      return text;
    }
    if (!(value instanceof List<?> parts) || parts.isEmpty()) {
      throw Refusal.invalid(where, value, "a string or a list of text parts");
    }
    List<String> texts = new ArrayList<>();
    for (Object part : parts) {
      texts.add(text(part, where + "[" + texts.size() + "]"));
    }
    return String.join("\n", texts); // as vLLM joins them
  }

  private static String text(Object part, String where) {
    if (!(part instanceof Map<?, ?> fields)) {
      throw Refusal.invalid(where, part, "an object with type and text");
    }
    if (!"text".equals(fields.get("type"))) {
      throw Refusal.unsupported(where + ".type", fields.get("type"), "expected text");
    }
    if (!(fields.get("text") instanceof String text) || fields.size() != 2) {
      throw Refusal.invalid(where, part, "the fields type and text, a string");
    }
    return text;
  }

  /** The prompts of a body: a string, token ids, or a list of either. */
  static List<Prompt> prompts(Object value) {
    if (value == null) {
      throw Refusal.missing("prompt", "a string, token ids, or a list of them");
    }
    if (value instanceof List<?> items && !items.isEmpty() && !(items.get(0) instanceof Number)) {
      return list(items);
    }
    return List.of(one("prompt", value));
  }

  private static List<Prompt> list(List<?> items) {
    if (items.size() > MOST_PROMPTS) {
      throw Refusal.invalid("prompt", items.size() + " prompts", "at most " + MOST_PROMPTS);
    }
    List<Prompt> prompts = new ArrayList<>();
    for (Object item : items) {
      prompts.add(one("prompt[" + prompts.size() + "]", item));
    }
    if (prompts.stream().map(Object::getClass).collect(Collectors.toSet()).size() > 1) {
      throw Refusal.invalid("prompt", "strings and token ids", "one kind");
    }
    return prompts;
  }

  private static Prompt one(String where, Object value) {
    if (value instanceof String) {
      return prompt("prompt", value, where);
    }
    if (value instanceof List) {
      return prompt("prompt_token_ids", value, where);
    }
    throw Refusal.invalid(where, value, "a string or a list of token ids");
  }

  private static Prompt prompt(String kind, Object value, String where) {
    try {
      return JsonPrompts.of(Map.of(kind, value));
    } catch (RowException e) {
      throw Refusal.of(e, where);
    }
  }
}
