package millrace.engine.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ModelFileException;

/**
 * The header of one safetensors file: its length in 64 bits, then JSON with type, shape and place
 * of each tensor.
 *
 * <p>Source: README.md of the safetensors repository, section Format.
 */
final class SafetensorsHeader {
  /** The limit of the format's own implementation. */
  private static final int MOST_HEADER_BYTES = 100_000_000;

  private static final int MOST_DIMENSIONS = 8;
  private static final int MOST_TENSORS = 1 << 18;
  private static final String METADATA = "__metadata__";

  /**
   * @param shape outermost first
   * @param begin first byte, from the beginning of the data
   * @param end byte behind the last
   * @param at position of the entry in the file, for messages
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, SafetensorsType type, long[] shape, long begin, long end, long at) {}

  private final MappedFile file;
  private final JsonParser json;

  private SafetensorsHeader(MappedFile file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /** Position of the first byte of data, given the length of the header. */
  static long dataStart(int headerBytes) {
    return Long.BYTES + (long) headerBytes;
  }

  /** The length of the JSON, checked to lie in the file. */
  static int length(MappedFile file) {
    if (file.size() < Long.BYTES) {
      throw refuse(file, "header length", file.size() + " bytes", "8 bytes needed", 0);
    }
    byte[] word = new byte[Long.BYTES];
    file.read(0, word, 0, word.length);
    long length = LittleEndian.i64(word, 0);
    long most = Math.min(MOST_HEADER_BYTES, file.size() - Long.BYTES);
    if (length < 1 || length > most) {
      throw refuse(file, "header length", Long.toUnsignedString(length), "1 … " + most, 0);
    }
    return (int) length;
  }

  /** Reads the entries; their places are not yet checked. */
  static List<Entry> read(MappedFile file, int headerBytes) {
    byte[] utf8 = new byte[headerBytes];
    file.read(Long.BYTES, utf8, 0, utf8.length);
    int malformed = Utf8.firstMalformed(utf8, 0, utf8.length);
    if (malformed >= 0) {
      String value = String.format("0x%02X", utf8[malformed]);
      throw refuse(file, "header", value, "must be UTF-8", Long.BYTES + (long) malformed);
    }
    try (JsonParser json = StrictJson.parse(utf8)) {
      return new SafetensorsHeader(file, json).readEntries();
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw refuse(file, "header", e.getOriginalMessage(), "must be JSON", Long.BYTES + at);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read safetensors file: " + file.path() + ", " + e, e);
    }
  }

  private List<Entry> readEntries() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "header");
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (name.equals(METADATA)) {
        skipMetadata();
      } else if (name.isEmpty()) {
        throw refuse("tensor name", "\"\"", "must not be empty");
      } else if (entries.size() == MOST_TENSORS) {
        throw refuse("tensor count", MOST_TENSORS + 1, "at most " + MOST_TENSORS);
      } else {
        entries.put(name, readEntry(name));
      }
    }
    if (json.nextToken() != null) {
      throw refuse("header", json.currentToken(), "must be one JSON object");
    }
    return new ArrayList<>(entries.values());
  }

  private void skipMetadata() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, METADATA);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA);
    }
  }

  private Entry readEntry(String name) throws IOException {
    long at = position();
    expect(json.nextToken(), JsonToken.START_OBJECT, name);
    SafetensorsType type = null;
    long[] shape = null;
    long[] place = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = readType(name);
        case "shape" -> shape = readNumbers("shape of " + name);
        case "data_offsets" -> place = readNumbers("data_offsets of " + name);
        default -> json.skipChildren();
      }
    }
    requirePresent(type, "dtype of " + name);
    requirePresent(shape, "shape of " + name);
    requirePresent(place, "data_offsets of " + name);
    if (place.length != 2 || place[0] > place[1]) {
      throw refuse("data_offsets of " + name, Arrays.toString(place), "must be [begin, end]");
    }
    return new Entry(name, type, shape, place[0], place[1], at);
  }

  private SafetensorsType readType(String name) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING, "dtype of " + name);
    String type = json.getText();
    return SafetensorsType.ofName(type)
        .orElseThrow(() -> refuse("dtype of " + name, type, "a dtype of safetensors"));
  }

  private long[] readNumbers(String field) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, field);
    long[] numbers = new long[MOST_DIMENSIONS];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, field);
      if (count == MOST_DIMENSIONS) {
        throw refuse(field, "more numbers", "at most " + MOST_DIMENSIONS);
      }
      numbers[count] = json.getLongValue();
      if (numbers[count] < 0) {
        throw refuse(field, numbers[count], "0 or more");
      }
      count++;
    }
    return Arrays.copyOf(numbers, count);
  }

  private void requirePresent(Object value, String field) {
    if (value == null) {
      throw refuse(field, "missing", "must be given");
    }
  }

  private void expect(JsonToken found, JsonToken expected, String field) {
    if (found != expected) {
      throw refuse(field, found == null ? "end" : found, "expected " + expected);
    }
  }

  private long position() {
    return Long.BYTES + Math.max(0, json.currentTokenLocation().getByteOffset());
  }

  private ModelFileException refuse(String field, Object value, String expectation) {
    return refuse(file, field, value, expectation, position());
  }

  static ModelFileException refuse(
      MappedFile file, String field, Object value, String expectation, long at) {
    return FileFault.at("safetensors", file, field, value, expectation, at);
  }
}
