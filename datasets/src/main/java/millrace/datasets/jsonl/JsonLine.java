package millrace.datasets.jsonl;

import java.util.Collections;
import java.util.Map;
import millrace.engine.api.RowError;

/**
 * One line of a JSONL file.
 *
 * @param number counted from 1, blank lines included
 * @param fields the object's fields in their order, as Jackson reads untyped JSON (String, Integer,
 *     Long, BigInteger, Double, Boolean, List, Map, null); null when the line has an error
 * @param error why the line is no JSON object, or null
 */
public record JsonLine(long number, Map<String, Object> fields, RowError error) {
  public JsonLine {
    if ((fields == null) == (error == null)) {
      throw new IllegalArgumentException("Cannot make a line: fields and error, one must be null");
    }
    fields = fields == null ? null : Collections.unmodifiableMap(fields);
  }
}
