package millrace.jobs.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads and writes records as JSON files.
 *
 * @param files where they lie
 */
record JsonFiles(FileSystem files) {
  /** What to do with a file that is there. */
  enum Existing {
    KEEP,
    REPLACE
  }

  /**
   * Reads a record.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when the file holds something else
   */
  <T> T read(Path file, Class<T> type) throws IOException {
    try (InputStream in = files.open(file)) {
      return json().readValue(in, type);
    }
  }

  /** Writes a record; fails when a file is there that is to be kept. */
  void write(Path file, Object value, Existing existing) throws IOException {
    try (OutputStream out = files.create(file, existing == Existing.REPLACE)) {
      json().writeValue(out, value);
    }
  }

  private static ObjectMapper json() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build();
  }
}
