package millrace.engine;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import millrace.engine.text.ChatEncoder;
import millrace.engine.text.SpecialTokens;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.GenerationPrompt;

/** Turns prompts into token ids for one model, or refuses them as row errors. */
public final class PromptEncoder {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final Clock clock;
  private final List<String> specials;
  private final int vocabulary;

  /**
   * @param model whose tokenizer and template are used
   * @param clock what the template's {@code strftime_now} reads, in its zone
   */
  public PromptEncoder(LoadedModel model, Clock clock) {
    this.clock = clock;
    this.tokenizer = model.tokenizer();
    this.template = model.chatTemplate().orElse(null);
    this.specials = ChatEncoder.specialPieces(tokenizer);
    this.vocabulary = model.description().architecture().vocabulary();
  }

  /**
   * The prompt's token ids, at least one.
   *
   * @throws RowException when there is none, or text, template or ids are invalid
   */
  public int[] encode(Prompt prompt) {
    return encode(prompt, Integer.MAX_VALUE);
  }

  /**
   * As {@link #encode(Prompt)}; a text that cannot have fewer tokens than the context is refused at
   * once. Others are encoded, and may prove too long.
   *
   * @param context tokens of prompt and completion together
   */
  int[] encode(Prompt prompt, int context) {
    int[] ids = ids(prompt, context);
    if (ids.length == 0) {
      throw new RowException(
          ErrorCode.EMPTY_PROMPT, "Cannot complete row: prompt, empty, must have a token");
    }
    return ids;
  }

  /**
   * As {@link #encode(Prompt)}, with the place where a continuation begins.
   *
   * @throws RowException also when a continuation has no token of its own
   */
  EncodedPrompt encodeWhole(Prompt prompt, int context) {
    return prompt instanceof Prompt.Continued continued
        ? encodeContinued(continued, context)
        : new EncodedPrompt(encode(prompt, context), EncodedPrompt.SECOND);
  }

  private EncodedPrompt encodeContinued(Prompt.Continued prompt, int context) {
    int[] start = encode(prompt.start(), context);
    int[] all;
    if (prompt.start() instanceof Prompt.Text text) {
      all = encodeText(text.text() + prompt.continuation(), context);
    } else {
      int[] rest = tokenizer.encode(prompt.continuation(), SpecialTokens.AS_TEXT);
      all = Arrays.copyOf(start, start.length + rest.length);
      System.arraycopy(rest, 0, all, start.length, rest.length);
    }
    int first = Arrays.mismatch(start, all);
    if (first < 0 || first == all.length) {
      throw new RowException(
          ErrorCode.EMPTY_PROMPT,
          "Cannot complete row: continuation of the prompt, no token of its own, must have one");
    }
    return new EncodedPrompt(all, Math.max(EncodedPrompt.SECOND, first));
  }

  private int[] ids(Prompt prompt, int context) {
    if (prompt instanceof Prompt.Continued continued) {
      return encodeContinued(continued, context).ids();
    }
    if (prompt instanceof Prompt.Text text) {
      return text.text().isEmpty() ? new int[0] : encodeText(text.text(), context);
    }
    if (prompt instanceof Prompt.Messages messages) {
      return encodeMessages(messages.messages(), context);
    }
    return checked(((Prompt.TokenIds) prompt).ids());
  }

  private int[] encodeText(String text, int context) {
    requireMayFit(text, tokenizer.fewestTokens(text, SpecialTokens.AS_TEXT), context);
    int[] begin = tokenizer.beginIds();
    int[] ids = tokenizer.encode(text, SpecialTokens.AS_TEXT);
    int[] all = Arrays.copyOf(begin, begin.length + ids.length);
    System.arraycopy(ids, 0, all, begin.length, ids.length);
    return all;
  }

  private int[] encodeMessages(List<ChatMessage> messages, int context) {
    if (template == null) {
      throw new RowException(
          ErrorCode.TEMPLATE_ERROR,
          "Cannot render messages: chat template, none, the model has no template; give a prompt");
    }
    if (messages.isEmpty()) {
      return new int[0];
    }
    ChatEncoder encoder = new ChatEncoder(tokenizer, specials, messages);
    String text = template.render(encoder.messages(), GenerationPrompt.ADD, variables(), clock);
    requireMayFit(text, encoder.fewestTokens(text), context);
    return encoder.encode(text);
  }

  private static void requireMayFit(String text, int fewestTokens, int context) {
    if (fewestTokens >= context) {
      throw new RowException(
          ErrorCode.PROMPT_TOO_LONG,
          ("Cannot complete row: prompt, %d characters, at least %d tokens, must be fewer than the"
                  + " context of %d")
              .formatted(text.length(), fewestTokens, context));
    }
  }

  /** The template's variables besides the messages. */
  private Map<String, Object> variables() {
    Map<String, Object> variables = new HashMap<>();
    tokenizer.bosPiece().ifPresent(piece -> variables.put("bos_token", piece));
    tokenizer.eosPiece().ifPresent(piece -> variables.put("eos_token", piece));
    return variables;
  }

  private int[] checked(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= vocabulary) {
        throw new RowException(
            ErrorCode.INVALID_TOKEN,
            "Cannot complete row: prompt_token_ids[%d], %d, must be in [0, %d)"
                .formatted(i, ids[i], vocabulary));
      }
    }
    return ids;
  }
}
