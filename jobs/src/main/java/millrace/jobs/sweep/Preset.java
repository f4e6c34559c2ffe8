package millrace.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/** Writes sampling settings as a file for {@code --config}. */
final class Preset {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private Preset() {}

  /**
   * The file: what differs from the defaults of Millrace, the whole of a setting's effect.
   *
   * @param comment lines that say where it comes from
   */
  static String of(SamplingParams sampling, String comment) {
    SamplingParams defaults = SamplingParams.defaults();
    Map<String, Object> fields = new LinkedHashMap<>();
    for (SamplingField field : SamplingField.values()) {
      Object value = field.valueIn(sampling);
      if (!Objects.equals(value, field.valueIn(defaults))) {
        fields.put(field.label(), value);
      }
    }
    if (fields.isEmpty()) { // else the section would be empty
      fields.put(SamplingField.TEMPERATURE.label(), SamplingField.TEMPERATURE.valueIn(defaults));
    }
    try {
      String body = YAML.writeValueAsString(Map.of("sampling", fields));
      return comment.strip().replaceAll("(?m)^", "# ") + "\n" + body;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write preset: " + fields, e);
    }
  }
}
