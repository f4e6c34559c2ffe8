package millrace.engine.weights;

import java.nio.charset.StandardCharsets;
import millrace.engine.api.ModelFileException;

/**
 * Reads the header of a GGUF file front to back. Each read is checked against the bytes that remain
 * before it happens and before anything is allocated.
 */
final class GgufCursor {
  /** Bytes of header that a file may have; the largest known vocabularies need 30 MB. */
  private static final long MOST_HEADER_BYTES = 256L << 20;

  private final MappedFile file;
  private final byte[] word = new byte[Long.BYTES];
  private final long limit;
  private long position;

  GgufCursor(MappedFile file) {
    this.file = file;
    this.limit = Math.min(file.size(), MOST_HEADER_BYTES);
  }

  /** Position of the next byte. */
  long position() {
    return position;
  }

  /** Bytes that the header may still have. */
  long remaining() {
    return limit - position;
  }

  int u8(String field) {
    read(field, 1);
    return LittleEndian.u8(word, 0);
  }

  int u16(String field) {
    read(field, Short.BYTES);
    return LittleEndian.u16(word, 0);
  }

  int i32(String field) {
    read(field, Integer.BYTES);
    return LittleEndian.i32(word, 0);
  }

  long i64(String field) {
    read(field, Long.BYTES);
    return LittleEndian.i64(word, 0);
  }

  /**
   * Reads a 64-bit count of things that take at least {@code leastBytes} each.
   *
   * @return 0 … most, and no more than fit into the rest of the header
   */
  int count(String field, int leastBytes, int most) {
    long at = position;
    long count = i64(field);
    long fitting = Math.min(remaining() / leastBytes, most);
    if (count < 0 || count > fitting) {
      throw refuse(field, Long.toUnsignedString(count), "at most " + fitting, at);
    }
    return (int) count;
  }

  /** The bytes that follow. */
  byte[] bytes(String field, long length) {
    long at = advance(field, length);
    byte[] bytes = new byte[Math.toIntExact(length)];
    file.read(at, bytes, 0, bytes.length);
    return bytes;
  }

  /** Copies the bytes that follow. */
  void bytes(String field, byte[] dst, int offset, int length) {
    file.read(advance(field, length), dst, offset, length);
  }

  /** A string: its length in 64 bits, then UTF-8. */
  String string(String field) {
    byte[] utf8 = bytes(field, stringLength(field));
    int malformed = Utf8.firstMalformed(utf8, 0, utf8.length);
    if (malformed >= 0) {
      throw malformed(field, utf8[malformed], position - utf8.length + malformed);
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** The length of a string, checked to lie in the file. */
  int stringLength(String field) {
    long at = position;
    long length = i64(field);
    if (length < 0 || length > remaining()) {
      String printed = Long.toUnsignedString(length);
      throw refuse("length of " + field, printed, "at most " + remaining(), at);
    }
    return (int) length;
  }

  void skip(String field, long length) {
    advance(field, length);
  }

  /** Goes back to a position that was reached before. */
  void rewind(long earlier) {
    position = earlier;
  }

  ModelFileException malformed(String field, byte value, long at) {
    return refuse(field, String.format("0x%02X", value), "must be UTF-8", at);
  }

  /** The refusal of a value that stands at a position. */
  ModelFileException refuse(String field, Object value, String expectation, long at) {
    return refuse(file, field, value, expectation, at);
  }

  /** The refusal of a value that stands at a position of a file. */
  static ModelFileException refuse(
      MappedFile file, String field, Object value, String expectation, long at) {
    return FileFault.at("GGUF", file, field, value, expectation, at);
  }

  private void read(String field, int length) {
    file.read(advance(field, length), word, 0, length);
  }

  private long advance(String field, long length) {
    if (length > remaining()) {
      String reason =
          limit < file.size() ? "most header " + limit : "only " + remaining() + " remain";
      throw refuse(field, length + " bytes", reason, position);
    }
    long at = position;
    position += length;
    return at;
  }
}
