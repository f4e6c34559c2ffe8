package millrace.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;

/** Writes sampling settings as a file for {@code --config}. */
final class Preset {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private Preset() {}

  /**
   * The file: the fields of a setting, and what else differs from the defaults of Millrace.
   *
   * @param sampling the effect of the setting in its job
   * @param setting names of its fields
   * @param comment lines that say where it comes from
   */
  static String of(SamplingParams sampling, Set<String> setting, String comment) {
    SamplingParams defaults = SamplingParams.defaults();
    Map<String, Object> fields = new LinkedHashMap<>();
    for (SamplingField field : SamplingField.values()) {
      Object value = field.valueIn(sampling);
      boolean differs = !Objects.equals(value, field.valueIn(defaults));
      if (differs || setting.contains(field.label())) {
        fields.put(field.label(), value);
      }
    }
    try {
      String body = fields.isEmpty() ? "" : YAML.writeValueAsString(Map.of("sampling", fields));
      return comment.strip().replaceAll("(?m)^", "# ") + "\n" + body;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write preset: " + fields, e);
    }
  }
}
