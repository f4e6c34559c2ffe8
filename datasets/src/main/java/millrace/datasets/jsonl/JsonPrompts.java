package millrace.datasets.jsonl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.datasets.Surrogates;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;

/** Makes the prompt of a request from untyped JSON. */
public final class JsonPrompts {
  private static final List<String> NAMES = List.of("prompt", "messages", "prompt_token_ids");
  private static final String NAMES_TEXT = "prompt, messages or prompt_token_ids";

  private JsonPrompts() {}

  /**
   * The prompt of a line.
   *
   * @throws RowException EMPTY_PROMPT, INVALID_ROW, INVALID_TEXT or INVALID_TOKEN
   */
  public static Prompt of(Map<String, ?> fields) {
    List<String> given = NAMES.stream().filter(name -> fields.get(name) != null).toList();
    if (given.size() > 1) {
      throw invalid(String.join(" and ", given), "all given", "one of " + NAMES_TEXT);
    }
    if (given.isEmpty()) {
      boolean isNull = NAMES.stream().anyMatch(fields::containsKey);
      throw isNull ? empty("prompt", "null") : invalid("prompt", "missing", "one of " + NAMES_TEXT);
    }
    String name = given.get(0);
    Object value = fields.get(name);
    return switch (name) {
      case "prompt" -> text(value);
      case "messages" -> messages(list(name, value));
      default -> tokenIds(list(name, value));
    };
  }

  private static Prompt text(Object value) {
    String text = string("prompt", value);
    if (text.isEmpty()) {
      throw empty("prompt", "\"\"");
    }
    return new Prompt.Text(text);
  }

  private static Prompt messages(List<?> items) {
    List<ChatMessage> messages = new ArrayList<>(items.size());
    for (Object item : items) {
      String where = "messages[" + messages.size() + "]";
      if (!(item instanceof Map<?, ?> message)) {
        throw invalid(where, kind(item), "an object with role and content");
      }
      messages.add(
          new ChatMessage(
              string(where + ".role", message.get("role")),
              string(where + ".content", message.get("content"))));
    }
    return new Prompt.Messages(messages);
  }

  private static Prompt tokenIds(List<?> items) {
    int[] ids = new int[items.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokenId("prompt_token_ids[" + i + "]", items.get(i));
    }
    return new Prompt.TokenIds(ids);
  }

  private static int tokenId(String where, Object item) {
    if (item instanceof Integer id && id >= 0) {
      return id;
    }
    if (item instanceof Number) {
      throw new RowException(
          ErrorCode.INVALID_TOKEN,
          "Cannot complete: " + where + ", " + item + ", expected a token id from 0 to 2147483647");
    }
    throw invalid(where, kind(item), "a token id");
  }

  private static List<?> list(String name, Object value) {
    if (!(value instanceof List<?> items)) {
      throw invalid(name, kind(value), "a list");
    }
    if (items.isEmpty()) {
      throw empty(name, "[]");
    }
    return items;
  }

  private static String string(String where, Object value) {
    if (!(value instanceof String text)) {
      throw invalid(where, kind(value), "a string");
    }
    requireUnicode(where, text);
    return text;
  }

  /** Refuses lone surrogates in a string or in the strings of a list. */
  static void requireUnicode(String where, Object value) {
    if (value instanceof List<?> items) {
      items.forEach(item -> requireUnicode(where, item));
    } else if (value instanceof String text && Surrogates.firstLone(text) >= 0) {
      throw new RowException(
          ErrorCode.INVALID_TEXT,
          "Cannot read text: %s, lone surrogate at character %d, expected valid Unicode"
              .formatted(where, Surrogates.firstLone(text)));
    }
  }

  private static String kind(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof String ? "a string" : String.valueOf(value);
  }

  private static RowException empty(String field, String value) {
    return new RowException(
        ErrorCode.EMPTY_PROMPT, "Cannot complete: " + field + ", " + value + ", expected content");
  }

  private static RowException invalid(String field, String value, String expectation) {
    return new RowException(
        ErrorCode.INVALID_ROW,
        "Cannot read request: " + field + ", " + value + ", expected " + expectation);
  }
}
