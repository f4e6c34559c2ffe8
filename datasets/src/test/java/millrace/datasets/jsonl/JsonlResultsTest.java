package millrace.datasets.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.MeanEntropy;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlResultsTest {
  private static JsonlRequest request(Object id) {
    return new JsonlRequest(1, id.toString(), id, new Prompt.Text("p"), null, null, Map.of());
  }

  private static Completion completion(double cumulative, List<TokenLogprobs> logprobs) {
    return completion(cumulative, logprobs, null);
  }

  private static Completion completion(
      double cumulative, List<TokenLogprobs> logprobs, MeanEntropy entropy) {
    return new Completion(
        "x",
        0,
        "Grüße 🌊\n",
        new int[] {7, 8},
        5,
        4,
        StopReason.STOP_STRING,
        "END",
        cumulative,
        -42L,
        17L,
        logprobs,
        null,
        entropy,
        null);
  }

  private static String write(JsonlRequest request, Completion completion) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonlResults results = JsonlResults.to(out)) {
      results.write(request, completion);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesTheFieldsInOrder() throws IOException {
    List<TokenLogprobs> logprobs =
        List.of(new TokenLogprobs(7, -0.1f, List.of(new TokenLogprobs.Entry(9, -0.05f))));
    assertThat(write(request(12), completion(-2.25, logprobs)))
        .isEqualTo(
            "{\"id\":12,\"sample_index\":0,\"completion\":\"Grüße 🌊\\n\",\"token_ids\":[7,8],"
                + "\"prompt_tokens\":5,\"completion_tokens\":2,\"stop_reason\":\"stop_string\","
                + "\"stop_match\":\"END\",\"cumulative_logprob\":-2.25,"
                + "\"logprobs\":[{\"token_id\":7,\"logprob\":-0.1,"
                + "\"top\":[{\"token_id\":9,\"logprob\":-0.05}]}],"
                + "\"prompt_logprobs\":null,\"error\":null}\n");
  }

  @Test
  void entropyIsThereWhereItWasAskedFor() throws IOException {
    assertThat(write(request("a"), completion(-1, null, new MeanEntropy(1.5, Double.NaN))))
        .contains(
            "\"prompt_logprobs\":null,\"mean_entropy\":1.5,\"prompt_mean_entropy\":null,"
                + "\"error\":null");
  }

  @Test
  void aFailedRowCarriesItsError() throws IOException {
    RowError error = new RowError(ErrorCode.INVALID_ROW, "Cannot read: \ud800 \"x\"");
    assertThat(write(request("a"), Completion.failed("a", 0, 1, error)))
        .startsWith("{\"id\":\"a\",\"sample_index\":0,\"completion\":\"\",\"token_ids\":[],")
        .endsWith(
            "\"error\":{\"code\":\"INVALID_ROW\",\"message\":\"Cannot read: \ufffd \\\"x\\\"\"}}\n");
  }

  @Test
  void numbersThatJsonLacksAreNull() throws IOException {
    assertThat(write(request("a"), completion(Double.NEGATIVE_INFINITY, null)))
        .contains("\"cumulative_logprob\":null,\"logprobs\":null");
    List<TokenLogprobs> infinite =
        List.of(new TokenLogprobs(1, Float.NEGATIVE_INFINITY, List.of()));
    assertThat(write(request("a"), completion(0, infinite)))
        .contains("\"logprobs\":[{\"token_id\":1,\"logprob\":null,\"top\":[]}]");
  }

  @Test
  void idsKeepTheirForm() throws IOException {
    BigInteger large = new BigInteger("18446744073709551616");
    assertThat(write(request(large), completion(0, null)))
        .startsWith("{\"id\":18446744073709551616,");
    assertThat(write(request(1.5), completion(0, null))).startsWith("{\"id\":1.5,");
    assertThat(write(request("07"), completion(0, null))).startsWith("{\"id\":\"07\",");
  }

  @Test
  void eachResultIsALineThatReadsBack(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("out.jsonl");
    try (JsonlResults results = JsonlResults.create(file)) {
      results.write(request(1), completion(-1, null));
      results.flush();
      assertThat(Files.readString(file)).endsWith("}\n");
      results.write(request(2), completion(-1, null));
    }
    JsonLines lines = JsonLines.of(new ByteArrayInputStream(Files.readAllBytes(file)), "out");
    assertThat(lines.next().fields()).containsEntry("id", 1);
    assertThat(lines.next().fields())
        .containsEntry("id", 2)
        .containsEntry("completion", "Grüße 🌊\n");
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  void refusesAFileThatCannotBeWritten(@TempDir Path folder) {
    Path file = folder.resolve("absent/out.jsonl");
    assertThatThrownBy(() -> JsonlResults.create(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot write results: file, not writable (NoSuchFileException), " + file);
  }
}
