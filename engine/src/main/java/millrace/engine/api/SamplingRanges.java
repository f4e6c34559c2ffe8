package millrace.engine.api;

import java.util.List;
import java.util.Map;

/** Range checks of {@link SamplingParams}, with the messages that users see. */
final class SamplingRanges {
  private static final int MOST_ENTRIES = 1_000;

  private SamplingRanges() {}

  static void check(boolean ok, String field, Object value, String range) {
    if (!ok) {
      throw invalid(field, value, range);
    }
  }

  static RowException invalid(String field, Object value, String range) {
    return new RowException(
        ErrorCode.INVALID_SAMPLING,
        "Cannot sample: " + field + ", " + shorten(value) + ", must be " + range);
  }

  static void checkBias(Map<Integer, Double> bias) {
    bias.forEach(
        (id, value) -> {
          check(id >= 0, "logit_bias", id, "keyed by token ids of at least 0");
          check(value >= -100 && value <= 100, "logit_bias", value, "[-100, 100]");
        });
  }

  static void checkTexts(String field, List<String> texts) {
    check(texts.size() <= MOST_ENTRIES, field, texts.size(), "at most 1000 strings");
    for (String text : texts) {
      check(!text.isEmpty(), field, "\"\"", "non-empty strings");
    }
  }

  static void checkIds(String field, List<Integer> ids) {
    for (int id : ids) {
      check(id >= 0, field, id, "token ids of at least 0");
    }
  }

  private static String shorten(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 80 ? text : text.substring(0, 77) + "…";
  }
}
