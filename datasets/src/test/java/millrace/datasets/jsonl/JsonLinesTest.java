package millrace.datasets.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {
  private static List<JsonLine> read(byte[] bytes, int limit) {
    List<JsonLine> lines = new ArrayList<>();
    JsonLines.of(new ByteArrayInputStream(bytes), "in.jsonl", limit).forEachRemaining(lines::add);
    return lines;
  }

  private static List<JsonLine> read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  @Test
  void readsObjectsAndCountsBlankLines() {
    List<JsonLine> lines = read("{\"a\":1}\n\n  \r\n{\"b\":[\"ü\",null,1.5]}");
    assertThat(lines).extracting(JsonLine::number).containsExactly(1L, 4L);
    assertThat(lines.get(0).fields()).isEqualTo(Map.of("a", 1));
    assertThat((List<?>) lines.get(1).fields().get("b")).asList().containsExactly("ü", null, 1.5);
  }

  @Test
  void aByteOrderMarkAndCrlfAreFine() {
    List<JsonLine> lines = read("\ufeff{\"a\":1}\r\n{\"a\":2}\r\n");
    assertThat(lines).extracting(line -> line.fields().get("a")).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"a\": | Unexpected end-of-input",
        "{\"a\":1,\"a\":2} | Duplicate field 'a'",
        "{\"a\":1} {\"b\":2} | Trailing token",
        "{\"a\":NaN} | Non-standard token 'NaN'",
        "{a:1} | Unexpected character",
        "hello | Unrecognized token 'hello'",
        "[1,2] | no JSON object",
        "\"text\" | no JSON object",
        "null | no JSON object",
      })
  void aMalformedLineIsAnItemAndTheRestGoesOn(String line, String reason) {
    List<JsonLine> lines = read("{\"x\":0}\n" + line + "\n{\"y\":0}\n");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).fields()).isNull();
    assertThat(lines.get(1).error().code()).isEqualTo(ErrorCode.INVALID_ROW);
    assertThat(lines.get(1).error().message())
        .startsWith("Cannot read request: line 2, ")
        .contains(reason)
        .endsWith(", expected one JSON object, in in.jsonl")
        .doesNotContain("\n");
    assertThat(lines.get(2).fields()).isEqualTo(Map.of("y", 0));
  }

  @Test
  void deepNestingIsRefused() {
    List<JsonLine> lines = read("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}\n{\"b\":1}");
    assertThat(lines.get(0).error().message()).contains("nesting depth");
    assertThat(lines.get(1).error()).isNull();
  }

  @Test
  void malformedUtf8IsAnError() {
    byte[] bytes = "{\"a\":\"x\u00e9\"}\n{\"b\":1}".getBytes(StandardCharsets.ISO_8859_1);
    List<JsonLine> lines = read(bytes, 100);
    assertThat(lines.get(0).error().code()).isEqualTo(ErrorCode.INVALID_TEXT);
    assertThat(lines.get(0).error().message()).contains("line 1, not valid UTF-8");
    assertThat(lines.get(1).fields()).isEqualTo(Map.of("b", 1));
  }

  @Test
  void aLineOverTheLimitIsSkippedAndOneAtTheLimitIsRead() {
    String atLimit = "{\"a\":\"" + "x".repeat(91) + "\"}\n"; // 99 bytes and the line feed
    String over = "{\"a\":\"" + "x".repeat(200_000) + "\"}\n";
    List<JsonLine> lines = read((atLimit + over + atLimit).getBytes(StandardCharsets.UTF_8), 99);
    assertThat(lines).extracting(line -> line.error() == null).containsExactly(true, false, true);
    assertThat(lines.get(1).error().message())
        .isEqualTo(
            "Cannot read request: line 2, longer than 99 bytes, expected one JSON object, in"
                + " in.jsonl");
  }

  @Test
  void linesLongerThanTheBufferAreWhole() {
    String text = "y".repeat(300_000);
    assertThat(read("{\"a\":\"" + text + "\"}\n{}").get(0).fields()).isEqualTo(Map.of("a", text));
  }

  @Test
  void nothingHasNoLines() {
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
  }

  @Test
  void anAbsentFileOrFailingStreamIsRefused() {
    assertThatThrownBy(() -> JsonLines.open(Path.of("absent.jsonl")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read requests: file, not readable (NoSuchFileException), absent.jsonl");
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("pipe broke");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> JsonLines.of(failing, "stdin").hasNext())
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read requests: stream, failed (pipe broke), in stdin");
  }
}
