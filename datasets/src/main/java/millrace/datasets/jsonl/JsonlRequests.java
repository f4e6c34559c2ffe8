package millrace.datasets.jsonl;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.datasets.Surrogates;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;

/**
 * Reads requests from JSON lines: {@code id} (string or number), one of {@code prompt}, {@code
 * messages} and {@code prompt_token_ids}, sampling fields beside them or in an object {@code
 * sampling}; other fields are kept. A field that is null counts as absent.
 */
public final class JsonlRequests implements Iterator<JsonlRequest>, Closeable {
  private final JsonLines lines;

  private JsonlRequests(JsonLines lines) {
    this.lines = lines;
  }

  /**
   * Opens a file.
   *
   * @throws millrace.engine.api.ConfigException when it cannot be opened
   */
  public static JsonlRequests open(Path file) {
    return new JsonlRequests(JsonLines.open(file));
  }

  /**
   * Reads a stream, for example standard input.
   *
   * @param name what to call it in messages and derived ids
   */
  public static JsonlRequests of(InputStream in, String name) {
    return of(JsonLines.of(in, name));
  }

  /** Understands lines as requests. */
  public static JsonlRequests of(JsonLines lines) {
    return new JsonlRequests(lines);
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public JsonlRequest next() {
    JsonLine line = lines.next();
    String derived = lines.name() + "#" + line.number();
    if (line.error() != null) {
      return new JsonlRequest(line.number(), derived, derived, null, line.error(), null, Map.of());
    }
    Object id = derived;
    Map<String, Object> sampling = null;
    Prompt prompt = null;
    RowError error = null;
    try {
      id = id(line, derived);
      sampling = sampling(line.fields());
      prompt = JsonPrompts.of(line.fields());
    } catch (RowException e) {
      error = e.toRowError();
    }
    return new JsonlRequest(
        line.number(), id.toString(), id, prompt, error, sampling, line.fields());
  }

  private static Object id(JsonLine line, String derived) {
    Object id = line.fields().get("id");
    if (id == null) {
      return derived;
    }
    if (id instanceof String text && Surrogates.firstLone(text) >= 0) {
      throw new RowException(
          ErrorCode.INVALID_TEXT,
          "Cannot read request: id, lone surrogate, expected valid Unicode, line " + line.number());
    }
    if (id instanceof String || id instanceof Number) {
      return id;
    }
    throw new RowException(
        ErrorCode.INVALID_ROW,
        "Cannot read request: id, neither string nor number, line " + line.number());
  }

  private static Map<String, Object> sampling(Map<String, Object> fields) {
    Map<String, Object> overrides = new LinkedHashMap<>();
    Object nested = fields.get("sampling");
    if (nested instanceof Map<?, ?> map) {
      map.forEach((label, value) -> put(overrides, (String) label, value));
    } else if (nested != null) {
      throw invalidSampling("sampling", "expected an object of sampling fields");
    }
    for (SamplingField field : SamplingField.values()) {
      put(overrides, field.label(), fields.get(field.label()));
    }
    return overrides.isEmpty() ? null : overrides;
  }

  private static void put(Map<String, Object> overrides, String label, Object value) {
    if (value == null) {
      return;
    }
    JsonPrompts.requireUnicode(label, value);
    if (overrides.put(label, value) != null) {
      throw invalidSampling(label, "given both in the line and under sampling, expected once");
    }
  }

  private static RowException invalidSampling(String field, String problem) {
    return new RowException(
        ErrorCode.INVALID_SAMPLING, "Cannot read request: " + field + ", " + problem);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
