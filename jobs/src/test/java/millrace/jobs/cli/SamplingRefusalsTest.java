package millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import millrace.engine.api.SamplingField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bad value of every sampling field: in the settings it ends the command with code 2, in a row it
 * makes an error row, and both name field, value and range.
 */
class SamplingRefusalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /**
   * A value that is refused.
   *
   * @param json the value, which is YAML as well
   * @param shown how messages show it, and what it must be
   */
  private record Bad(SamplingField field, String json, String shown) {
    static Bad of(String field, String json, String shown) {
      return new Bad(SamplingField.byLabel(field), json, shown);
    }

    String message() {
      return field.label() + ", " + shown;
    }

    @Override
    public String toString() {
      return field.label() + "=" + json;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        Bad.of("temperature", "-0.5", "-0.5, must be [0, 100]"),
        Bad.of("temperature", "\"hot\"", "hot, must be a number"),
        Bad.of("top_k", "-2", "-2, must be -1 or 0 (off), or at least 1"),
        Bad.of("top_p", "0", "0.0, must be (0, 1]"),
        Bad.of("min_p", "1.5", "1.5, must be [0, 1]"),
        Bad.of("typical_p", "0", "0.0, must be (0, 1]"),
        Bad.of("repetition_penalty", "0", "0.0, must be (0, 100]"),
        Bad.of("frequency_penalty", "2.5", "2.5, must be [-2, 2]"),
        Bad.of("presence_penalty", "-3", "-3.0, must be [-2, 2]"),
        Bad.of("logit_bias", "{\"5\": 200}", "200.0, must be [-100, 100]"),
        Bad.of("allowed_token_ids", "[-1]", "-1, must be token ids of at least 0"),
        Bad.of("bad_words", "[\"\"]", "\"\", must be non-empty strings"),
        Bad.of("stop", "5", "5, must be a string or a list of strings"),
        Bad.of("stop_token_ids", "[\"x\"]", "x, must be a list of token ids"),
        Bad.of("stop_condition", "\"sentenses:2\"", "sentenses:2, must be NAME or NAME:ARGUMENT"),
        Bad.of("stop_condition", "\"sentences:0\"", "sentences:0, must be sentences:N"),
        Bad.of("include_stop_str_in_output", "1", "1, must be true or false"),
        Bad.of("ignore_eos", "\"maybe\"", "maybe, must be true or false"),
        Bad.of("max_new_tokens", "0", "0, must be [1, 16777216]"),
        Bad.of("min_tokens", "-1", "-1, must be [0, max_new_tokens = "),
        Bad.of("time_limit_ms", "-1", "-1, must be [0, 1000000000000]"),
        Bad.of("seed", "0.5", "0.5, must be a whole number"),
        Bad.of("n", "0", "0, must be [1, 10000]"),
        Bad.of("beam_width", "65", "65, must be [1, 64]"),
        Bad.of("length_penalty", "1000", "1000.0, must be [-100, 100]"),
        Bad.of("early_stopping", "\"soon\"", "soon, must be true, false or never"),
        Bad.of("logprobs", "101", "101, must be [-1, 100]"),
        Bad.of("prompt_logprobs", "-2", "-2, must be [-1, 100]"),
        Bad.of("entropy", "3", "3, must be true or false"),
        Bad.of("truncate_prompt_tokens", "-1", "-1, must be 0 (off) or at least 1"),
        Bad.of("skip_special_tokens", "0", "0, must be true or false"));
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsInTheTable(SamplingField field) {
    assertThat(bad().map(Bad::field)).contains(field);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void inTheSettingsItIsRefusedWithCode2(Bad bad) {
    Path output = folder.resolve("out");
    CommandRun result =
        CommandRun.of(
            "generate",
            "--output",
            output.toString(),
            "--set",
            "sampling." + bad.field().label() + "=" + bad.json());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("millrace: Cannot use setting: sampling." + bad.message())
        .contains(", --set");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "output.mean_entropy=true, 'output.mean_entropy, true, needs sampling.entropy'",
    "output.logprobs=true, 'output.logprobs, true, needs sampling.logprobs'",
    "output.prompt_logprobs=true, 'output.prompt_logprobs, true, needs sampling.prompt_logprobs'",
    "input.completion_column=a, 'input.completion_column, a, must be unset, only score has'",
  })
  void whatNoRowCanFillIsRefused(String setting, String message) {
    Path output = folder.resolve("out");
    CommandRun result = CommandRun.of("generate", "--output", output.toString(), "--set", setting);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Cannot use setting: " + message);
    assertThat(output).doesNotExist();
  }

  @Test
  void theListOfSettingsTellsOfEveryFieldAndStopCondition() {
    String out = CommandRun.of("generate", "--help-settings").line();
    for (SamplingField field : SamplingField.values()) {
      assertThat(out).contains("sampling." + field.label() + " = ");
    }
    assertThat(out).contains("    sentences: ends behind the N-th sentence");
  }

  @Test
  void inARowItMakesAnErrorRow() throws IOException {
    List<Bad> all = bad().toList();
    List<String> lines = new ArrayList<>();
    for (Bad bad : all) {
      lines.add(
          "{\"prompt\": \"Once\", \"max_new_tokens\": 2, \"%s\": %s}"
              .formatted(bad.field().label(), bad.json())
              .replaceFirst("\"max_new_tokens\": 2, (?=\"max_new_tokens\")", ""));
      lines.add("{\"prompt\": \"Once\", \"max_new_tokens\": 2}");
    }
    Path requests = Files.write(folder.resolve("requests.jsonl"), lines);
    Path out = folder.resolve("results.jsonl");
    CommandRun result =
        CommandRun.of("run", "--requests", requests.toString(), "--out", out.toString());
    assertThat(result.code()).as(result.err()).isZero();
    List<String> results = Files.readAllLines(out);
    assertThat(results).hasSameSizeAs(lines);
    for (int i = 0; i < all.size(); i++) {
      JsonNode error = JSON.readTree(results.get(2 * i)).get("error");
      assertThat(error.get("code").asText()).isEqualTo("INVALID_SAMPLING");
      assertThat(error.get("message").asText())
          .startsWith("Cannot sample: " + all.get(i).message());
      assertThat(JSON.readTree(results.get(2 * i + 1)).get("error").isNull()).isTrue();
    }
  }
}
