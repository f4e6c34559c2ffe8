package millrace.engine.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the key-value section of a GGUF file.
 *
 * <p>Source of the layout: docs/gguf.md of the ggml repository.
 */
final class GgufMetadataReader {
  /** An empty key's length, a type, one byte of value. */
  private static final int LEAST_ENTRY_BYTES = 8 + 4 + 1;

  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_DEPTH = 4;

  /** Arrays inside arrays that a file may have in all; each costs more heap than bytes of file. */
  private static final int MOST_NESTED = 1 << 16;

  private final GgufCursor cursor;
  private int nested;

  GgufMetadataReader(GgufCursor cursor) {
    this.cursor = cursor;
  }

  /** The number of entries; stands in the file before the first. */
  int readCount() {
    return cursor.count("metadata count", LEAST_ENTRY_BYTES, MOST_KEYS);
  }

  Map<String, GgufValue> readEntries(int count) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      String key = cursor.string("metadata key");
      if (key.isEmpty()) {
        throw cursor.refuse("metadata key", "\"\"", "must not be empty", at);
      }
      if (entries.containsKey(key)) {
        throw cursor.refuse("metadata key", key, "must occur once", at);
      }
      entries.put(key, readValue(key, readType(key), 1));
    }
    return entries;
  }

  private GgufType readType(String key) {
    long at = cursor.position();
    int id = cursor.i32("type of " + key);
    return GgufType.ofId(id)
        .orElseThrow(
            () -> cursor.refuse("type of " + key, Integer.toUnsignedString(id), "0 … 12", at));
  }

  private GgufValue readValue(String key, GgufType type, int depth) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, cursor.u8(key));
      case INT8 -> new GgufValue.Whole(type, (byte) cursor.u8(key));
      case UINT16 -> new GgufValue.Whole(type, cursor.u16(key));
      case INT16 -> new GgufValue.Whole(type, (short) cursor.u16(key));
      case UINT32 -> new GgufValue.Whole(type, cursor.i32(key) & 0xFFFF_FFFFL);
      case INT32 -> new GgufValue.Whole(type, cursor.i32(key));
      case UINT64, INT64 -> new GgufValue.Whole(type, cursor.i64(key));
      case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.i32(key)));
      case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.i64(key)));
      case BOOL -> readFlag(key);
      case STRING -> new GgufValue.Text(cursor.string(key));
      case ARRAY -> readArray(key, depth);
    };
  }

  private GgufValue readFlag(String key) {
    long at = cursor.position();
    int value = cursor.u8(key);
    if (value > 1) {
      throw cursor.refuse(key, value, "0 or 1", at);
    }
    return new GgufValue.Flag(value == 1);
  }

  private GgufValue readArray(String key, int depth) {
    if (depth > MOST_DEPTH) {
      throw cursor.refuse(
          key, "array in depth " + depth, "at most " + MOST_DEPTH, cursor.position());
    }
    GgufType type = readType(key);
    int count = cursor.count("count of " + key, type.leastBytes(), Integer.MAX_VALUE);
    return switch (type) {
      case STRING -> new GgufValue.Texts(readStrings(key, count));
      case ARRAY -> readNested(key, count, depth);
      default -> new GgufNumbers(type, cursor.bytes(key, (long) count * type.leastBytes()));
    };
  }

  private GgufValue readNested(String key, int count, int depth) {
    nested += count;
    if (count > MOST_NESTED || nested > MOST_NESTED) {
      throw cursor.refuse(key, count + " arrays", "at most " + MOST_NESTED, cursor.position());
    }
    List<GgufValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(readArray(key, depth + 1));
    }
    return new GgufValue.Nested(List.copyOf(values));
  }

  private StringTable readStrings(String key, int count) {
    long start = cursor.position();
    int total = 0;
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      int length = cursor.stringLength(key);
      cursor.skip(key, length);
      total += length;
      ends[i] = total;
    }
    cursor.rewind(start);
    byte[] utf8 = new byte[total];
    for (int i = 0, from = 0; i < count; from = ends[i++]) {
      cursor.skip(key, Long.BYTES);
      cursor.bytes(key, utf8, from, ends[i] - from);
      int malformed = Utf8.firstMalformed(utf8, from, ends[i]);
      if (malformed >= 0) {
        throw cursor.malformed(key, utf8[malformed], cursor.position() - ends[i] + malformed);
      }
    }
    return new StringTable(utf8, ends);
  }
}
