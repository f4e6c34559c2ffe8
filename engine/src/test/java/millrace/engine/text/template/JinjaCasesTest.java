package millrace.engine.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small templates against Jinja2 3.1.6 itself; src/test/python/make_template_cases.py writes the
 * cases. {@code -Djinja.cases=FILE} runs others, such as more random ones.
 */
class JinjaCasesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T10:20:30Z"), ZoneOffset.UTC);

  @TestFactory
  Stream<DynamicTest> rendersAsJinjaDoes() throws IOException {
    JsonNode document = read();
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> variables = new LinkedHashMap<>();
    document
        .get("variables")
        .fields()
        .forEachRemaining(
            field ->
                variables.put(field.getKey(), json.convertValue(field.getValue(), Object.class)));
    assertThat(document.get("cases")).hasSizeGreaterThan(700);
    return StreamSupport.stream(document.get("cases").spliterator(), false)
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.get("name").asText(), () -> check(example, variables)));
  }

  private static JsonNode read() throws IOException {
    ObjectMapper json = new ObjectMapper();
    String other = System.getProperty("jinja.cases");
    if (other != null) {
      return json.readTree(Files.readString(Path.of(other)));
    }
    try (InputStream cases = JinjaCasesTest.class.getResourceAsStream("jinja-cases.json")) {
      return json.readTree(cases);
    }
  }

  private static void check(JsonNode example, Map<String, Object> variables) {
    String source = example.get("template").asText();
    if (example.path("error").asText().equals("compile")) {
      assertThatThrownBy(() -> compile(source))
          .as(source)
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith("Cannot compile chat template: ")
          .hasMessageMatching("(?s).*, line \\d+ column \\d+");
      return;
    }
    ChatTemplate template = compile(source);
    if (example.has("expected")) {
      assertThat(template.render(variables, CLOCK))
          .as(source)
          .isEqualTo(example.get("expected").asText());
      return;
    }
    RowException error =
        catchThrowableOfType(RowException.class, () -> template.render(variables, CLOCK));
    assertThat(error).as(source).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.TEMPLATE_ERROR);
    assertThat(ChatTemplate.raisedMessage(error).orElse(null))
        .isEqualTo(example.path("message").textValue());
  }

  private static ChatTemplate compile(String source) {
    return ChatTemplate.compile(source, TemplateLimits.defaults());
  }
}
