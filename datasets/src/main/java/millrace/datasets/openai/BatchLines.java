package millrace.datasets.openai;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import millrace.datasets.Surrogates;
import millrace.datasets.jsonl.JsonLine;
import millrace.datasets.jsonl.JsonLines;

/**
 * Reads a batch file: each line an object of {@code custom_id}, {@code method}, {@code url} and
 * {@code body}. A line that is none, or whose {@code custom_id} an earlier line has, is a {@link
 * BatchError}; reading goes on with the next one.
 */
public final class BatchLines implements Iterator<BatchLine>, Closeable {
  private static final Set<String> KNOWN = Set.of("custom_id", "method", "url", "body");

  private final JsonLines lines;
  private final BodyReader bodies;
  private final SeenIds ids = new SeenIds();

  /**
   * @param lines to understand; closed with this
   * @param lengths the longest completions of requests that do not say
   */
  public BatchLines(JsonLines lines, DefaultLengths lengths) {
    this.lines = lines;
    this.bodies = new BodyReader(lengths);
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public BatchLine next() {
    JsonLine line = lines.next();
    if (line.error() != null) {
      return new BatchError(line.number(), null, "invalid_json_line", line.error().message(), null);
    }
    String customId = null;
    try {
      customId = customId(line.fields());
      return request(line, customId);
    } catch (Refusal refusal) {
      return refusal.at(line.number(), customId);
    }
  }

  private BatchRequest request(JsonLine line, String customId) {
    Map<String, Object> fields = line.fields();
    if (!ids.add(customId)) {
      throw Refusal.duplicate(customId);
    }
    BatchEndpoint endpoint = endpoint(fields);
    if (!(fields.get("body") instanceof Map<?, ?> body)) {
      throw fields.get("body") == null
          ? Refusal.missing("body", "an object")
          : Refusal.invalid("body", fields.get("body"), "an object");
    }
    Set<String> unknown = new TreeSet<>(fields.keySet());
    unknown.removeAll(KNOWN);
    for (String name : unknown) {
      throw Refusal.unsupported(name, fields.get(name), "known are custom_id, method, url, body");
    }
    return bodies.read(line.number(), customId, endpoint, body);
  }

  private static String customId(Map<String, Object> fields) {
    Object id = fields.get("custom_id");
    if (id == null) {
      throw Refusal.missing("custom_id", "a string");
    }
    if (!(id instanceof String text) || text.isEmpty() || Surrogates.firstLone(text) >= 0) {
      throw Refusal.invalid("custom_id", id, "a string of valid Unicode, not empty");
    }
    return text;
  }

  private static BatchEndpoint endpoint(Map<String, Object> fields) {
    if (!"POST".equals(fields.get("method"))) {
      throw Refusal.invalid("method", fields.get("method"), "POST");
    }
    return BatchEndpoint.byUrl(fields.get("url"))
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "url", fields.get("url"), "/v1/chat/completions or /v1/completions"));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
