package millrace.jobs.synthesize.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * Keeps texts that are one JSON value and nothing else.
 *
 * @param required keys that it must have, which makes it an object
 */
public record JsonFilter(List<String> required) implements NamedFilter {
  private static final long serialVersionUID = 1L;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  public JsonFilter {
    required = List.copyOf(required);
  }

  @Override
  public String label() {
    return required.isEmpty() ? "valid JSON" : "valid JSON with " + String.join(", ", required);
  }

  @Override
  public boolean keeps(Candidate candidate) {
    try {
      JsonNode value = JSON.readTree(candidate.text());
      return !value.isMissingNode() && required.stream().allMatch(value::has);
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
