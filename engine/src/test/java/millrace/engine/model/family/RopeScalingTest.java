package millrace.engine.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.Rope;
import org.junit.jupiter.api.Test;

/** Scaled rotary embeddings against transformers; the script is in src/test/python. */
class RopeScalingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void scaledFrequenciesAreThoseOfTransformers() throws IOException {
    JsonNode cases = cases();
    assertThat(cases).hasSize(7);
    for (JsonNode expected : cases) {
      check(expected, "long", 0);
      int original =
          expected
              .at("/parameters/original_max_position_embeddings")
              .asInt(expected.get("context").asInt());
      check(expected, "short", original);
    }
  }

  /**
   * @param context what the engine runs with; only LongRoPE looks at it
   */
  private static void check(JsonNode expected, String length, int context) {
    Rope rope = new HfConfig(config(expected), "config.json", context).rope();
    JsonNode inverse = expected.get(length).get("inverse");
    assertThat(rope.inverseFrequencies()).hasSize(inverse.size());
    for (int i = 0; i < inverse.size(); i++) {
      assertThat(rope.inverseFrequencies()[i] / inverse.get(i).asDouble())
          .as("%s %s, frequency %d", expected.get("type"), length, i)
          .isCloseTo(1, within(2e-6));
    }
    assertThat((double) rope.magnitude())
        .as("%s attention factor", expected.get("type"))
        .isCloseTo(expected.get(length).get("attention_factor").asDouble(), within(1e-6));
  }

  private static ObjectNode config(JsonNode expected) {
    int dim = expected.get("dim").asInt();
    ObjectNode config = JSON.createObjectNode();
    config.put("hidden_size", 4 * dim);
    config.put("num_attention_heads", 4);
    config.put("max_position_embeddings", expected.get("context").asInt());
    config.set("rope_parameters", expected.get("parameters"));
    return config;
  }

  @Test
  void legacyStyleGivesTheSame() throws IOException {
    for (JsonNode expected : cases()) {
      ObjectNode legacy = config(expected);
      legacy.remove("rope_parameters");
      legacy.set("rope_scaling", expected.get("parameters"));
      legacy.set("rope_theta", expected.get("theta"));
      Rope a = new HfConfig(config(expected), "config.json", 0).rope();
      Rope b = new HfConfig(legacy, "config.json", 0).rope();
      assertThat(b.inverseFrequencies()).isEqualTo(a.inverseFrequencies());
      assertThat(b.magnitude()).isEqualTo(a.magnitude());
    }
  }

  @Test
  void unknownScalingIsRefusedByName() throws IOException {
    ObjectNode config = config(cases().get(0));
    config.putObject("rope_parameters").put("rope_type", "dynamic-ntk-7");
    HfConfig hf = new HfConfig(config, "config.json", 0);
    assertThatThrownBy(hf::rope)
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            "Cannot load model: rope_type, dynamic-ntk-7, must be default, linear, llama3, yarn or"
                + " longrope, in config.json");
  }

  private static JsonNode cases() throws IOException {
    try (InputStream in = RopeScalingTest.class.getResourceAsStream("rope-cases.json")) {
      return JSON.readTree(in).get("cases");
    }
  }
}
