package millrace.engine.text.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;

/** Every published template of golden/chat against transformers' renderings. */
class ChatTemplateGoldenTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T10:20:30Z"), ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void rendersEveryGoldenCaseAsTransformersDoes() throws IOException {
    Path folder = SharedFiles.require("golden/chat");
    Map<String, ChatTemplate> templates = compileAll(folder.resolve("templates"));
    List<String> lines = Files.readAllLines(folder.resolve("cases.jsonl"));
    Map<String, Integer> counts = new HashMap<>();
    List<String> failures = new ArrayList<>();
    for (String line : lines) {
      JsonNode example = JSON.readTree(line);
      counts.merge(outcome(example, templates, failures), 1, Integer::sum);
    }
    assertThat(failures).isEmpty();
    assertThat(templates).hasSize(57);
    assertThat(counts).isEqualTo(Map.of("text", 1446, "raised", 63, "failed", 144));
  }

  private static Map<String, ChatTemplate> compileAll(Path folder) throws IOException {
    Map<String, ChatTemplate> templates = new HashMap<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        templates.put(
            file.getFileName().toString(),
            ChatTemplate.compile(Files.readString(file), TemplateLimits.defaults()));
      }
    }
    return templates;
  }

  private static String outcome(
      JsonNode example, Map<String, ChatTemplate> templates, List<String> failures) {
    String id = example.get("id").asText();
    ChatTemplate template = templates.get(example.get("template").asText());
    JsonNode error = example.path("expected_error");
    try {
      String text = template.render(variables(example), CLOCK);
      if (!text.equals(example.path("expected").textValue())) {
        failures.add(id + "\n expected " + example.get("expected") + "\n but was  " + text);
      }
      return "text";
    } catch (RowException e) {
      boolean raised = error.path("raised_by_template").asBoolean();
      String message = ChatTemplate.raisedMessage(e).orElse(null);
      boolean expected = raised ? error.get("message").asText().equals(message) : message == null;
      if (!error.isObject() || !expected || e.code() != ErrorCode.TEMPLATE_ERROR) {
        failures.add(id + "\n expected " + example.get("expected") + error + "\n but threw " + e);
      }
      return raised ? "raised" : "failed";
    }
  }

  /** What transformers' apply_chat_template passes: tools and documents are None by default. */
  private static Map<String, Object> variables(JsonNode example) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("messages", JSON.convertValue(example.get("messages"), Object.class));
    variables.put("tools", JSON.convertValue(example.get("tools"), Object.class));
    variables.put("documents", null);
    variables.put("add_generation_prompt", example.get("add_generation_prompt").asBoolean());
    example
        .get("variables")
        .fields()
        .forEachRemaining(
            field ->
                variables.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
    return variables;
  }
}
