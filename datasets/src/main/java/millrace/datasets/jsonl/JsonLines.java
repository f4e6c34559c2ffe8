package millrace.datasets.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;

/**
 * Reads a JSONL file or stream line by line, holding one line in memory. UTF-8; a byte order mark,
 * CRLF and blank lines are fine; duplicate keys, NaN and text after the object are not. A line that
 * is no JSON object, or too long, is an item with an error.
 */
public final class JsonLines implements Iterator<JsonLine>, Closeable {
  /** The longest line that is read, in bytes. */
  public static final int MOST_LINE_BYTES = 64 << 20;

  private static final int LONGEST_REASON = 200;

  private final LineSplitter lines;
  private final String name;
  private final int mostLineBytes;
  private final ObjectMapper json;
  private JsonLine following;
  private boolean atEnd;

  private JsonLines(InputStream in, String name, int mostLineBytes) {
    this.lines = new LineSplitter(in, mostLineBytes);
    this.name = name;
    this.mostLineBytes = mostLineBytes;
    this.json = strictJson(mostLineBytes);
  }

  /**
   * Opens a file.
   *
   * @throws ConfigException when it cannot be opened
   */
  public static JsonLines open(Path file) {
    try {
      return new JsonLines(
          Files.newInputStream(file), String.valueOf(file.getFileName()), MOST_LINE_BYTES);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot read requests: file, not readable (%s), %s"
              .formatted(e.getClass().getSimpleName(), file),
          e);
    }
  }

  /**
   * Reads a stream, for example standard input.
   *
   * @param name what to call it in messages and derived ids
   */
  public static JsonLines of(InputStream in, String name) {
    return of(in, name, MOST_LINE_BYTES);
  }

  /** As {@link #of(InputStream, String)} with another limit on the length of a line in bytes. */
  public static JsonLines of(InputStream in, String name, int mostLineBytes) {
    return new JsonLines(in, name, mostLineBytes);
  }

  /** The file's name, or that given for the stream. */
  public String name() {
    return name;
  }

  private static ObjectMapper strictJson(int mostLineBytes) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(mostLineBytes).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConfigException when the stream fails
   */
  @Override
  public boolean hasNext() {
    if (following == null && !atEnd) {
      following = read();
      atEnd = following == null;
    }
    return following != null;
  }

  @Override
  public JsonLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Cannot read requests: no more lines, in " + name);
    }
    JsonLine line = following;
    following = null;
    return line;
  }

  private JsonLine read() {
    try {
      for (LineSplitter.Line line = lines.next(); line != null; line = lines.next()) {
        if (line.bytes() == null) {
          return broken(line, ErrorCode.INVALID_ROW, "longer than " + mostLineBytes + " bytes");
        }
        if (!isBlank(line.bytes())) {
          return parse(line);
        }
      }
      return null;
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot read requests: stream, failed (%s), in %s".formatted(e.getMessage(), name), e);
    }
  }

  private JsonLine parse(LineSplitter.Line line) throws IOException {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.bytes()));
      if (!(json.readValue(text.toString(), Object.class) instanceof Map<?, ?> object)) {
        return broken(line, ErrorCode.INVALID_ROW, "no JSON object");
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      object.forEach((key, value) -> fields.put((String) key, value));
      return new JsonLine(line.number(), fields, null);
    } catch (CharacterCodingException e) {
      return broken(line, ErrorCode.INVALID_TEXT, "not valid UTF-8");
    } catch (JsonProcessingException e) {
      return broken(line, ErrorCode.INVALID_ROW, "malformed JSON (" + reason(e) + ")");
    }
  }

  private JsonLine broken(LineSplitter.Line line, ErrorCode code, String what) {
    String message =
        "Cannot read request: line %d, %s, expected one JSON object, in %s"
            .formatted(line.number(), what, name);
    return new JsonLine(line.number(), null, new RowError(code, message));
  }

  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage().replaceAll("\\s+", " ").replaceAll(" at \\[Source.*", "");
    String shown = text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    return e.getLocation() == null
        ? shown
        : "column " + e.getLocation().getColumnNr() + ": " + shown;
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
