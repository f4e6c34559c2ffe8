package millrace.jobs.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import millrace.engine.api.ConfigException;

/** How the answer of a completion is found and compared with the reference. */
public sealed interface Match extends Serializable {

  /** The answer in its canonical form, equal answers as equal texts; null when there is none. */
  String answer(String completion);

  /** The reference in the same form. */
  String expected(String reference);

  /** The whole text. */
  record Exact() implements Match {
    private static final long serialVersionUID = 1L;

    @Override
    public String answer(String completion) {
      return normalized(completion);
    }

    @Override
    public String expected(String reference) {
      return normalized(reference);
    }
  }

  /** What the first match of an expression captures: its group 1, or all of it without groups. */
  record Regex(Pattern pattern) implements Match {
    private static final long serialVersionUID = 1L;

    /**
     * Compiles the expression.
     *
     * @throws ConfigException when it is none
     */
    public static Regex of(String expression) {
      try {
        return new Regex(Pattern.compile(expression));
      } catch (PatternSyntaxException e) {
        throw new ConfigException(
            "Cannot evaluate: --pattern, "
                + expression
                + ", must be a regular expression of Java, "
                + e.getDescription(),
            e);
      }
    }

    @Override
    public String answer(String completion) {
      Matcher matcher = pattern.matcher(completion);
      if (!matcher.find()) {
        return null;
      }
      String found = matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
      return found == null ? null : normalized(found);
    }

    @Override
    public String expected(String reference) {
      return normalized(reference);
    }
  }

  /** The whole text as one JSON value; the order of an object's fields does not matter. */
  record Json() implements Match {
    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Override
    public String answer(String completion) {
      try {
        JsonNode value = JSON.readTree(completion);
        return value == null || value.isMissingNode()
            ? null
            : JSON.writeValueAsString(JSON.treeToValue(value, Object.class));
      } catch (JsonProcessingException | StackOverflowError e) {
        return null;
      }
    }

    @Override
    public String expected(String reference) {
      return answer(reference);
    }
  }

  /** Composed (NFC), white space trimmed and each run of it one space. */
  private static String normalized(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return composed.replaceAll("(?U)\\s+", " ").strip();
  }
}
