package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import millrace.engine.testing.ModelCopies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that fail by the model's fault, on models that are wrong on purpose. */
class RowFaultsTest {
  private static final int BAD_TOKEN = 300;

  @TempDir private Path folder;

  private static Completion complete(Engine engine, Prompt prompt) {
    SamplingParams sampling = SamplingParams.greedy(4);
    return engine.submit(new GenerationRequest("row", prompt, sampling)).join().get(0);
  }

  private static Prompt tokens(int... ids) {
    return new Prompt.TokenIds(ids);
  }

  @ParameterizedTest
  @CsvSource({"NaN, F32", "Infinity, F32", "NaN, INT8", "NaN, BF16"})
  void aWeightThatIsNoNumberFailsTheRowsThatMeetIt(float value, millrace.engine.api.Compute compute)
      throws IOException {
    Path path = ModelCopies.directory("llama", folder.resolve("model"));
    setEmbedding(path.resolve("model.safetensors"), BAD_TOKEN, value);
    EngineSettings settings = EngineSettings.defaults().withThreads(2).withCompute(compute);
    try (LoadedModel model = LoadedModel.open(path);
        Engine engine = Engine.open(model, settings)) {
      Completion expected = complete(engine, tokens(5, 6, 7));
      Completion bad = complete(engine, tokens(5, BAD_TOKEN, 7));
      assertThat(bad.error().code()).isEqualTo(ErrorCode.NON_FINITE_LOGITS);
      assertThat(bad.error().message()).startsWith("Cannot sample: ");
      Completion again = complete(engine, tokens(5, 6, 7));
      assertThat(again.error()).isNull();
      assertThat(again.tokenIds()).isEqualTo(expected.tokenIds());
    }
  }

  /** Overwrites the first number of a token's embedding. */
  private static void setEmbedding(Path safetensors, int token, float value) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) bytes.getLong(0);
    String header = new String(bytes.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8);
    var tensor = new ObjectMapper().readTree(header).get("model.embed_tokens.weight");
    int begin = Long.BYTES + headerLength + tensor.at("/data_offsets/0").asInt();
    int width = tensor.at("/shape/1").asInt();
    bytes.putFloat(begin + token * width * Float.BYTES, value);
    Files.write(safetensors, bytes.array());
  }

  @Test
  void aRoleThatTheTemplateRefusesFailsItsRowWithTheTemplatesWords() throws IOException {
    Path path = ModelCopies.directory("llama", folder.resolve("model"));
    Files.writeString(
        path.resolve("chat_template.jinja"),
        "{% for m in messages %}{% if m.role not in ['user', 'assistant'] %}"
            + "{{ raise_exception('Unknown role ' + m.role) }}{% endif %}"
            + "{{ m.content }}{% endfor %}");
    try (LoadedModel model = LoadedModel.open(path);
        Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(1))) {
      Completion wizard = complete(engine, conversation("wizard"));
      assertThat(wizard.error().code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
      assertThat(wizard.error().message())
          .isEqualTo("Cannot render chat template: Unknown role wizard");
      assertThat(complete(engine, conversation("user")).error()).isNull();
    }
  }

  @Test
  void messagesForAModelWithoutTemplateFailTheirRow() throws IOException {
    Path path = ModelCopies.directory("llama", folder.resolve("model"));
    try (LoadedModel model = LoadedModel.open(path);
        Engine engine = Engine.open(model, EngineSettings.defaults().withThreads(1))) {
      Completion completion = complete(engine, conversation("user"));
      assertThat(completion.error().code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
      assertThat(completion.error().message()).contains("the model has no template");
    }
  }

  private static Prompt conversation(String role) {
    return new Prompt.Messages(List.of(new ChatMessage(role, "Hello")));
  }
}
