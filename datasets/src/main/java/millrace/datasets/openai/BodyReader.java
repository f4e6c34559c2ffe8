package millrace.datasets.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.datasets.Surrogates;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/** Understands the body of a request: its prompts and its sampling fields. */
final class BodyReader {
  /**
   * Sampling fields that go by other names in a body, or whose results have no place in answers.
   */
  private static final Set<SamplingField> NOT_TAKEN =
      Set.of(
          SamplingField.MAX_NEW_TOKENS,
          SamplingField.LOGPROBS,
          SamplingField.PROMPT_LOGPROBS,
          SamplingField.ENTROPY);

  private static final int MOST_LOGPROBS = 100;

  private final DefaultLengths lengths;

  BodyReader(DefaultLengths lengths) {
    this.lengths = lengths;
  }

  /**
   * The request of a line.
   *
   * @throws Refusal naming the field that cannot be honoured
   */
  BatchRequest read(long line, String customId, BatchEndpoint endpoint, Map<?, ?> given) {
    Map<String, Object> body = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (value != null) { // as if it were not there
            body.put((String) name, value);
          }
        });
    List<Prompt> prompts =
        endpoint == BatchEndpoint.CHAT
            ? List.of(BodyPrompts.messages(body.remove("messages")))
            : BodyPrompts.prompts(body.remove("prompt"));
    Map<String, Object> sampling = new LinkedHashMap<>();
    sampling.put(SamplingField.MAX_NEW_TOKENS.label(), length(body, endpoint));
    Integer logprobs =
        endpoint == BatchEndpoint.CHAT ? chatLogprobs(body) : completionLogprobs(body);
    if (logprobs != null) {
      sampling.put(SamplingField.LOGPROBS.label(), logprobs);
    }
    takeSampling(body, sampling);
    NeutralFields.requireNothingElse(body, endpoint, sampling.get("n"));
    requireValid(sampling);
    return new BatchRequest(line, customId, endpoint, prompts, sampling);
  }

  private Object length(Map<String, Object> body, BatchEndpoint endpoint) {
    Object given = body.remove("max_tokens");
    if (endpoint == BatchEndpoint.CHAT) {
      Object completion = body.remove("max_completion_tokens");
      if (given != null && completion != null && !given.equals(completion)) {
        throw Refusal.invalid(
            "max_completion_tokens", completion, "what max_tokens says: " + given);
      }
      given = completion == null ? given : completion;
    }
    return given == null ? (Integer) lengths.of(endpoint) : given;
  }

  private static Integer chatLogprobs(Map<String, Object> body) {
    Object wanted = body.remove("logprobs");
    Object top = body.remove("top_logprobs");
    if (wanted != null && !(wanted instanceof Boolean)) {
      throw Refusal.invalid("logprobs", wanted, "true or false");
    }
    if (!Boolean.TRUE.equals(wanted)) {
      if (top != null && !top.equals(0)) {
        throw Refusal.invalid("top_logprobs", top, "logprobs: true beside it");
      }
      return null;
    }
    return top == null ? (Integer) 0 : count("top_logprobs", top);
  }

  private static Integer completionLogprobs(Map<String, Object> body) {
    Object top = body.remove("logprobs");
    return top == null ? null : count("logprobs", top);
  }

  private static Integer count(String name, Object value) {
    if (value instanceof Integer number && number >= 0 && number <= MOST_LOGPROBS) {
      return number;
    }
    throw Refusal.invalid(name, value, "a whole number, [0, " + MOST_LOGPROBS + "]");
  }

  private static void takeSampling(Map<String, Object> body, Map<String, Object> sampling) {
    for (SamplingField field : SamplingField.values()) {
      Object value = NOT_TAKEN.contains(field) ? null : body.remove(field.label());
      if (value != null) {
        requireUnicode(field.label(), value);
        sampling.put(field.label(), value);
      }
    }
  }

  private static void requireUnicode(String name, Object value) {
    List<?> texts = value instanceof List<?> list ? list : List.of(value);
    for (Object text : texts) {
      if (text instanceof String string && Surrogates.firstLone(string) >= 0) {
        throw Refusal.invalid(name, "a lone surrogate", "valid Unicode");
      }
    }
  }

  /** Checks types and ranges, and puts the values into the form that tables have. */
  private static void requireValid(Map<String, Object> sampling) {
    SamplingParams valid;
    try {
      valid = SamplingParams.defaults().with(sampling);
    } catch (RowException e) {
      String field = e.getMessage().replaceFirst("^Cannot sample: ([a-z_]+), .*", "$1");
      throw Refusal.of(e, field.equals("max_new_tokens") ? "max_tokens" : field);
    }
    List<String> given = new ArrayList<>(sampling.keySet());
    given.forEach(name -> sampling.put(name, SamplingField.byLabel(name).valueIn(valid)));
  }
}
