package millrace.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.ChatMessage;

/**
 * Encodes a rendered conversation so that the template's special tokens are special and the
 * messages' look-alikes are text.
 *
 * <p>A look-alike in a message is broken before rendering by a character that occurs nowhere else,
 * and mended afterwards in the text between the template's own special tokens. Messages without
 * look-alikes, which is nearly all, are encoded in one piece.
 */
public final class ChatEncoder {
  /** First of the private-use characters that are tried as breakers. */
  private static final char PRIVATE_USE = '\uE000';

  private final Tokenizer tokenizer;
  private final List<String> specials;
  private final List<ChatMessage> messages;
  private final String breaker;

  /**
   * @param tokenizer the model's
   * @param specials its special tokens as written, from {@link #specialPieces}
   * @param messages as the user wrote them
   */
  public ChatEncoder(Tokenizer tokenizer, List<String> specials, List<ChatMessage> messages) {
    this.tokenizer = tokenizer;
    this.specials = specials;
    this.breaker = messages.stream().anyMatch(this::hasSpecial) ? unused(messages) : null;
    this.messages = breaker == null ? messages : messages.stream().map(this::broken).toList();
  }

  /** The written forms of a vocabulary's special tokens. */
  public static List<String> specialPieces(Tokenizer tokenizer) {
    return IntStream.range(0, tokenizer.vocabularySize())
        .filter(tokenizer::isSpecial)
        .mapToObj(tokenizer::piece)
        .filter(piece -> !piece.isEmpty())
        .toList();
  }

  /** The messages to render. */
  public List<ChatMessage> messages() {
    return messages;
  }

  /** A number of tokens that the rendered conversation has at least. */
  public int fewestTokens(String rendered) {
    String text = breaker == null ? rendered : rendered.replace(breaker, "");
    return tokenizer.fewestTokens(text, SpecialTokens.PARSE);
  }

  /** The token ids of the rendered conversation. */
  public int[] encode(String rendered) {
    if (breaker == null) {
      return tokenizer.encode(rendered, SpecialTokens.PARSE);
    }
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < rendered.length(); ) {
      String special = specialAt(rendered, at);
      if (special == null) {
        at++;
      } else {
        parts.add(mended(rendered.substring(from, at)));
        parts.add(tokenizer.encode(special, SpecialTokens.PARSE));
        at += special.length();
        from = at;
      }
    }
    parts.add(mended(rendered.substring(from)));
    return parts.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private int[] mended(String text) {
    return tokenizer.encode(text.replace(breaker, ""), SpecialTokens.AS_TEXT);
  }

  private boolean hasSpecial(ChatMessage message) {
    return specials.stream()
        .anyMatch(
            special -> message.content().contains(special) || message.role().contains(special));
  }

  private ChatMessage broken(ChatMessage message) {
    return new ChatMessage(broken(message.role()), broken(message.content()));
  }

  private String broken(String text) {
    StringBuilder result = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      result.append(text.charAt(at));
      if (specialAt(text, at) != null) {
        result.append(breaker);
      }
    }
    return result.toString();
  }

  /** The longest special token that the text has at a place, or null. */
  private String specialAt(String text, int at) {
    String longest = null;
    for (String special : specials) {
      if (text.startsWith(special, at)
          && (longest == null || special.length() > longest.length())) {
        longest = special;
      }
    }
    return longest;
  }

  private static String unused(List<ChatMessage> messages) {
    for (char candidate = PRIVATE_USE; candidate < PRIVATE_USE + 0x1900; candidate++) {
      String text = String.valueOf(candidate);
      if (messages.stream().noneMatch(m -> m.content().contains(text) || m.role().contains(text))) {
        return text;
      }
    }
    throw new IllegalArgumentException("messages use every private-use character");
  }
}
