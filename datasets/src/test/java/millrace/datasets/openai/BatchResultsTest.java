package millrace.datasets.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import millrace.engine.api.TokenLogprobs;
import org.junit.jupiter.api.Test;

class BatchResultsTest {
  private static final RunLabels RUN = new RunLabels("run", "model", 1_700_000_000);
  private static final List<byte[]> VOCABULARY =
      List.of(bytes(" sea"), bytes("é"), new byte[] {(byte) 0xF0, (byte) 0x9F}, bytes("!"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static TokenLogprobs at(int token, float logprob, TokenLogprobs.Entry... top) {
    return new TokenLogprobs(token, logprob, List.of(top));
  }

  private static BatchAnswer answer(BatchEndpoint endpoint, List<TokenLogprobs> logprobs) {
    return new BatchAnswer(
        3,
        "a",
        endpoint,
        10,
        List.of(
            new BatchAnswer.Choice("one", "stop", 4, logprobs),
            new BatchAnswer.Choice("two\ud800", "length", 5, null)),
        null);
  }

  private static String write(BatchAnswer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BatchResults results = new BatchResults(out, RUN, VOCABULARY::get)) {
      results.write(answer);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode body(BatchAnswer answer) throws IOException {
    JsonNode line = new ObjectMapper().readTree(write(answer));
    assertThat(line.get("custom_id").asText()).isEqualTo("a");
    assertThat(line.get("error").isNull()).isTrue();
    assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
    return line.at("/response/body");
  }

  @Test
  void aChatAnswerHasAMessageForEachChoice() throws IOException {
    JsonNode body = body(answer(BatchEndpoint.CHAT, null));
    assertThat(body.get("object").asText()).isEqualTo("chat.completion");
    assertThat(body.get("created").asLong()).isEqualTo(1_700_000_000);
    assertThat(body.get("model").asText()).isEqualTo("model");
    assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("one");
    assertThat(body.at("/choices/1/message/content").asText()).isEqualTo("two\uFFFD");
    assertThat(body.at("/choices/1/finish_reason").asText()).isEqualTo("length");
    assertThat(body.get("usage").toString())
        .isEqualTo("{\"prompt_tokens\":10,\"completion_tokens\":9,\"total_tokens\":19}");
  }

  @Test
  void idsFollowFromTheRunAndTheRequest() throws IOException {
    String chat = write(answer(BatchEndpoint.CHAT, null));
    assertThat(chat).isEqualTo(write(answer(BatchEndpoint.CHAT, null))).endsWith("}\n");
    String id = body(answer(BatchEndpoint.COMPLETIONS, null)).get("id").asText();
    assertThat(id).matches("cmpl-[0-9a-f]{24}");
    assertThat(RUN.key("a")).isNotEqualTo(RUN.key("b"));
    assertThat(new RunLabels("other", "model", 0).key("a")).isNotEqualTo(RUN.key("a"));
  }

  @Test
  void chatLogprobsNameTokensAndTheirBytes() throws IOException {
    JsonNode logprobs =
        body(answer(
                BatchEndpoint.CHAT,
                List.of(
                    at(0, -0.5f, new TokenLogprobs.Entry(3, -0.25f)),
                    at(2, Float.NEGATIVE_INFINITY))))
            .at("/choices/0/logprobs");
    assertThat(logprobs.toString())
        .isEqualTo(
            "{\"content\":[{\"token\":\" sea\",\"logprob\":-0.5,\"bytes\":[32,115,101,97],"
                + "\"top_logprobs\":[{\"token\":\"!\",\"logprob\":-0.25,\"bytes\":[33]}]},"
                + "{\"token\":\"\uFFFD\",\"logprob\":-9999.0,\"bytes\":[240,159],"
                + "\"top_logprobs\":[]}],\"refusal\":null}");
  }

  @Test
  void completionLogprobsCountCharactersAndHoldTheChosenToken() throws IOException {
    JsonNode logprobs =
        body(answer(
                BatchEndpoint.COMPLETIONS,
                List.of(at(0, -0.5f), at(1, -1f, new TokenLogprobs.Entry(3, 0f)), at(3, -2f))))
            .at("/choices/0/logprobs");
    assertThat(logprobs.toString())
        .isEqualTo(
            "{\"text_offset\":[0,4,5],\"token_logprobs\":[-0.5,-1.0,-2.0],"
                + "\"tokens\":[\" sea\",\"é\",\"!\"],"
                + "\"top_logprobs\":[{\" sea\":-0.5},{\"!\":0.0,\"é\":-1.0},{\"!\":-2.0}]}");
  }

  @Test
  void anErrorTellsCodeFieldAndLine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BatchResults results = new BatchResults(out, RUN, VOCABULARY::get)) {
      results.write(new BatchError(7, null, "invalid_json_line", "Cannot read", null));
    }
    JsonNode line = new ObjectMapper().readTree(out.toByteArray());
    assertThat(line.get("custom_id").isNull()).isTrue();
    assertThat(line.get("response").isNull()).isTrue();
    assertThat(line.get("error").toString())
        .isEqualTo(
            "{\"code\":\"invalid_json_line\",\"message\":\"Cannot read\",\"param\":null,\"line\":7}");
  }
}
