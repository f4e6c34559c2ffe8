package millrace.engine.text.template;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;

/**
 * A compiled chat template. Immutable; any number of threads may render with one at a time.
 *
 * <p>The language and its environment are those of transformers' {@code render_jinja_template}; see
 * the package for what is left out.
 */
public final class ChatTemplate {
  private static final int LONGEST_MESSAGE = 400;

  private final StatementParser.Parsed parsed;
  private final TemplateLimits limits;

  private ChatTemplate(StatementParser.Parsed parsed, TemplateLimits limits) {
    this.parsed = parsed;
    this.limits = limits;
  }

  /**
   * Compiles a template.
   *
   * @param source Jinja source, as in {@code chat_template} of a tokenizer_config.json
   * @param limits what the template and each rendering may cost
   * @throws ModelFileException for a syntax error, an unsupported construct, or one that reaches
   *     for private attributes; names the construct, line and column (from 1)
   */
  public static ChatTemplate compile(String source, TemplateLimits limits) {
    try {
      return new ChatTemplate(StatementParser.parse(new SourceText(source), limits), limits);
    } catch (TemplateFault fault) {
      throw new ModelFileException("Cannot compile chat template: " + fault.getMessage(), fault);
    } catch (StackOverflowError overflow) {
      throw new ModelFileException(
          "Cannot compile chat template: nesting, too deep for the thread's stack, at most "
              + limits.nesting(),
          overflow);
    }
  }

  /**
   * The names that the template reads and does not assign itself, functions of Jinja left out: the
   * variables that it expects. A name that is assigned anywhere is taken for its own everywhere.
   */
  public Set<String> variables() {
    return parsed.variables();
  }

  /**
   * Renders with the given variables.
   *
   * @param variables by name; JSON-like values: Map with string keys, List, String, Boolean, the
   *     numbers of java.lang and java.math, null (None). They are copied. Strings are data:
   *     template syntax in them is not evaluated
   * @param clock what {@code strftime_now} reads, in its zone
   * @return the text; nothing is escaped
   * @throws RowException TEMPLATE_ERROR when the template refuses the variables (see {@link
   *     #raisedMessage}), fails on them, or goes over a limit, which the message names
   */
  public String render(Map<String, Object> variables, Clock clock) {
    Budget budget = new Budget(limits);
    Map<String, Object> names = Globals.all();
    Evaluation evaluation = new Evaluation(new Scope(new Scope(names)), budget, clock);
    try {
      Inputs inputs = new Inputs(budget);
      variables.forEach((name, value) -> names.put(name, inputs.value(value, name)));
      evaluation.run(parsed.statements());
      return evaluation.output();
    } catch (TemplateFault fault) {
      throw failure(shortened(fault.getMessage()) + ", line " + evaluation.line(), fault);
    } catch (RaisedByTemplateException raised) {
      throw failure(raised.getMessage(), raised);
    } catch (StackOverflowError overflow) {
      // The depth limit is there to prevent this; a thread may still come with little stack left.
      throw failure("depth, too deep for the thread's stack, line " + evaluation.line(), overflow);
    }
  }

  /**
   * Renders a conversation, setting what transformers sets: {@code messages}, {@code
   * add_generation_prompt}, and {@code tools} and {@code documents} to None unless given.
   *
   * @param extra further variables, such as {@code bos_token} or {@code tools}; they win
   * @throws RowException as {@link #render(Map, Clock)}
   */
  public String render(
      List<ChatMessage> messages, GenerationPrompt prompt, Map<String, Object> extra, Clock clock) {
    List<Object> turns = new ArrayList<>(messages.size());
    for (ChatMessage message : messages) {
      Map<String, Object> turn = new LinkedHashMap<>();
      turn.put("role", message.role());
      turn.put("content", message.content());
      turns.add(turn);
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", turns);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", prompt == GenerationPrompt.ADD);
    variables.putAll(extra);
    return render(variables, clock);
  }

  /** As {@link #render(List, GenerationPrompt, Map, Clock)}, by the system's clock. */
  public String render(
      List<ChatMessage> messages, GenerationPrompt prompt, Map<String, Object> extra) {
    return render(messages, prompt, extra, Clock.system(ZoneId.systemDefault()));
  }

  /** The template's own words when {@code error} comes from {@code raise_exception}. */
  public static Optional<String> raisedMessage(RowException error) {
    return error.getCause() instanceof RaisedByTemplateException raised
        ? Optional.of(raised.getMessage())
        : Optional.empty();
  }

  private static RowException failure(String message, Throwable cause) {
    return new RowException(
        ErrorCode.TEMPLATE_ERROR, "Cannot render chat template: " + message, cause);
  }

  /** One line, for faults may quote what a template holds. */
  private static String shortened(String message) {
    String line = message.replace('\n', ' ');
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }
}
