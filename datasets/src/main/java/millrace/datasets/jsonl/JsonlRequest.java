package millrace.datasets.jsonl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/**
 * One line as a request. Has either a prompt or an error, never both.
 *
 * @param line its number, from 1
 * @param id the id as text; {@code <source>#<line>} when the line has none or it cannot be read
 * @param jsonId the id as it stood in the line, a String or a Number, to be written back; equal to
 *     {@code id} when that is derived
 * @param prompt what to complete, or null
 * @param error why there is no prompt, or null
 * @param samplingOverrides non-null sampling fields by name, for {@link SamplingParams#with}, which
 *     checks their types and values; null when there are none or they cannot be read
 * @param fields the whole line; empty when it is no JSON object
 */
public record JsonlRequest(
    long line,
    String id,
    Object jsonId,
    Prompt prompt,
    RowError error,
    Map<String, ?> samplingOverrides,
    Map<String, Object> fields) {
  private static final Set<String> KNOWN =
      Set.of("id", "prompt", "messages", "prompt_token_ids", "sampling");

  public JsonlRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(jsonId, "jsonId");
    Objects.requireNonNull(fields, "fields");
    if ((prompt == null) == (error == null)) {
      throw new IllegalArgumentException(
          "Cannot make a request: prompt and error, one of them must be null, line " + line);
    }
  }

  /** The fields that are neither id, prompt nor sampling, in the order of the line. */
  public Map<String, Object> extra() {
    Map<String, Object> extra = new LinkedHashMap<>(fields);
    extra.keySet().removeIf(name -> KNOWN.contains(name) || SamplingField.byLabel(name) != null);
    return extra;
  }
}
