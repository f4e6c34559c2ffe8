package millrace.datasets.openai;

import java.util.Map;
import millrace.engine.api.RowException;

/** Why a request is not taken; becomes a {@link BatchError}. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_VALUE = 60;

  private final String code;
  private final String param;

  private Refusal(String code, String param, String message) {
    super(message, null, false, false);
    this.code = code;
    this.param = param;
  }

  BatchError at(long line, String customId) {
    return new BatchError(line, customId, code, getMessage(), param);
  }

  static Refusal missing(String param, String expectation) {
    return new Refusal(
        "missing_required_parameter",
        param,
        "Cannot take request: %s, missing, expected %s".formatted(param, expectation));
  }

  static Refusal invalid(String param, Object value, String expectation) {
    return new Refusal(
        "invalid_value",
        param,
        "Cannot take request: %s, %s, expected %s".formatted(param, shown(value), expectation));
  }

  /** A field that Millrace does not know, or not with that value. */
  static Refusal unsupported(String param, Object value, String expectation) {
    return new Refusal(
        "unsupported_parameter",
        param,
        "Cannot take request: %s, %s, not supported, %s"
            .formatted(param, shown(value), expectation));
  }

  static Refusal duplicate(String customId) {
    return new Refusal(
        "duplicate_custom_id",
        "custom_id",
        "Cannot take request: custom_id, %s, an earlier line has it".formatted(shown(customId)));
  }

  /** What the prompt or the sampling fields of a request say against it. */
  static Refusal of(RowException e, String param) {
    return new Refusal("invalid_value", param, e.getMessage());
  }

  private static String shown(Object value) {
    String text = value instanceof Map ? "an object" : String.valueOf(value);
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
  }
}
