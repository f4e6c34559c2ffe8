package millrace.datasets.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.SamplingParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonlRequestsTest {
  private static JsonlRequest read(String line) {
    return JsonlRequests.of(
            new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)), "in.jsonl")
        .next();
  }

  @Test
  void readsTheThreeKindsOfPrompt() {
    assertThat(read("{\"id\":\"a\",\"prompt\":\"Hi 🌊\"}").prompt())
        .isEqualTo(new Prompt.Text("Hi 🌊"));
    assertThat(read("{\"id\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}").prompt())
        .isEqualTo(new Prompt.Messages(List.of(new ChatMessage("user", "x"))));
    Prompt ids = read("{\"prompt_token_ids\":[0,2147483647]}").prompt();
    assertThat(((Prompt.TokenIds) ids).ids()).containsExactly(0, 2147483647);
  }

  @Test
  void keepsTheIdAsItWas() {
    assertThat(read("{\"id\":\"a\",\"prompt\":\"p\"}").jsonId()).isEqualTo("a");
    assertThat(read("{\"id\":7,\"prompt\":\"p\"}").jsonId()).isEqualTo(7);
    JsonlRequest large = read("{\"id\":18446744073709551616,\"prompt\":\"p\"}");
    assertThat(large.jsonId()).isEqualTo(new BigInteger("18446744073709551616"));
    assertThat(large.id()).isEqualTo("18446744073709551616");
  }

  @Test
  void derivesAnIdFromSourceAndLine() {
    assertThat(read("{\"prompt\":\"p\"}").id()).isEqualTo("in.jsonl#1");
    JsonlRequest malformed = read("\n{oops");
    assertThat(malformed.id()).isEqualTo("in.jsonl#2");
    assertThat(malformed.jsonId()).isEqualTo("in.jsonl#2");
    assertThat(malformed.error().code()).isEqualTo(ErrorCode.INVALID_ROW);
    assertThat(malformed.fields()).isEmpty();
  }

  @Test
  void takesSamplingFieldsFromBothPlaces() {
    JsonlRequest request =
        read(
            "{\"prompt\":\"p\",\"temperature\":0.5,\"stop\":\"X\",\"seed\":null,"
                + "\"sampling\":{\"top_k\":4,\"logit_bias\":{\"5\":-1}}}");
    SamplingParams params = SamplingParams.defaults().with(request.samplingOverrides());
    assertThat(params.temperature()).isEqualTo(0.5);
    assertThat(params.topK()).isEqualTo(4);
    assertThat(params.stop()).containsExactly("X");
    assertThat(params.logitBias()).isEqualTo(Map.of(5, -1.0));
    assertThat(params.seed()).isNull();
    assertThat(read("{\"prompt\":\"p\"}").samplingOverrides()).isNull();
  }

  @Test
  void keepsOtherFields() {
    JsonlRequest request =
        read(
            "{\"id\":1,\"tools\":[{\"n\":1}],\"prompt\":\"p\",\"top_p\":1,\"enable_thinking\":true}");
    assertThat(request.extra())
        .containsExactly(
            Map.entry("tools", List.of(Map.of("n", 1))), Map.entry("enable_thinking", true));
    assertThat(request.fields()).containsKeys("id", "prompt", "top_p", "tools");
  }

  @Test
  void aLineWithAnErrorKeepsItsFieldsAndId() {
    JsonlRequest request = read("{\"id\":\"t1\",\"text\":\"abc\"}");
    assertThat(request.error().code()).isEqualTo(ErrorCode.INVALID_ROW);
    assertThat(request.id()).isEqualTo("t1");
    assertThat(request.extra()).isEqualTo(Map.of("text", "abc"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{} | INVALID_ROW | prompt, missing, expected one of prompt, messages or prompt_token_ids",
        "{\"prompt\":null} | EMPTY_PROMPT | prompt, null",
        "{\"prompt\":\"\"} | EMPTY_PROMPT | prompt, \"\"",
        "{\"messages\":[]} | EMPTY_PROMPT | messages, []",
        "{\"prompt_token_ids\":[]} | EMPTY_PROMPT | prompt_token_ids, []",
        "{\"prompt\":\"p\",\"messages\":[1]} | INVALID_ROW | prompt and messages, all given",
        "{\"prompt\":5} | INVALID_ROW | prompt, 5, expected a string",
        "{\"messages\":\"Hi\"} | INVALID_ROW | messages, a string, expected a list",
        "{\"messages\":[{\"role\":\"user\"}]} | INVALID_ROW | messages[0].content, null",
        "{\"messages\":[{\"content\":\"x\"}]} | INVALID_ROW | messages[0].role, null",
        "{\"messages\":[null]} | INVALID_ROW | messages[0], null",
        "{\"prompt_token_ids\":[1,-1]} | INVALID_TOKEN | prompt_token_ids[1], -1",
        "{\"prompt_token_ids\":[2147483648]} | INVALID_TOKEN | prompt_token_ids[0], 2147483648",
        "{\"prompt_token_ids\":[1.5]} | INVALID_TOKEN | prompt_token_ids[0], 1.5",
        "{\"prompt_token_ids\":[\"1\"]} | INVALID_ROW | prompt_token_ids[0], a string",
        "{\"prompt\":\"x\\ud800\"} | INVALID_TEXT | prompt, lone surrogate at character 1",
        "{\"prompt\":\"p\",\"stop\":[\"\\udc00\"]} | INVALID_TEXT | stop, lone surrogate",
        "{\"id\":\"\\udc00\",\"prompt\":\"p\"} | INVALID_TEXT | id, lone surrogate",
        "{\"id\":[1],\"prompt\":\"p\"} | INVALID_ROW | id, neither string nor number",
        "{\"prompt\":\"p\",\"sampling\":[1]} | INVALID_SAMPLING | sampling, expected an object",
        "{\"prompt\":\"p\",\"n\":2,\"sampling\":{\"n\":3}} | INVALID_SAMPLING | n, given both",
      })
  void aBadRequestIsARowError(String line, ErrorCode code, String part) {
    JsonlRequest request = read(line);
    assertThat(request.prompt()).isNull();
    assertThat(request.error().code()).isEqualTo(code);
    assertThat(request.error().message()).startsWith("Cannot ").contains(part);
  }
}
