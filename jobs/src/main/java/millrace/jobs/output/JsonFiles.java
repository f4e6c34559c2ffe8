package millrace.jobs.output;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads and writes records as JSON files. */
final class JsonFiles {
  private final FileSystem files;
  private final JsonMapper json =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** What to do with a file that is there. */
  enum Existing {
    KEEP,
    REPLACE
  }

  /**
   * @param files where they lie
   */
  JsonFiles(FileSystem files) {
    this.files = files;
  }

  /**
   * Reads a record.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when the file holds something else
   */
  <T> T read(Path file, Class<T> type) throws IOException {
    try (InputStream in = files.open(file)) {
      return json.readValue(in, type);
    }
  }

  /** Writes a record; fails when a file is there that is to be kept. */
  void write(Path file, Object value, Existing existing) throws IOException {
    try (OutputStream out = files.create(file, existing == Existing.REPLACE)) {
      write(out, value);
    }
  }

  /** Writes a record to a file that was begun. */
  void write(OutputStream out, Object value) throws IOException {
    json.writeValue(out, value);
  }
}
