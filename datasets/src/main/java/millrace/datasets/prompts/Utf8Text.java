package millrace.datasets.prompts;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import org.apache.parquet.io.api.Binary;

/** Decodes UTF-8 strictly: what is malformed is an error, never a replacement character. */
final class Utf8Text {
  private Utf8Text() {}

  /**
   * The text of a string value.
   *
   * @param column for the message
   * @throws RowException INVALID_TEXT with the offset of the first malformed byte
   */
  static String decode(Binary value, String column) {
    ByteBuffer bytes = value.toByteBuffer();
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.remaining());
    int start = bytes.position();
    CoderResult result = decoder.decode(bytes, chars, true);
    if (result.isError()) {
      int offset = bytes.position() - start;
      throw new RowException(
          ErrorCode.INVALID_TEXT,
          "Cannot read text: column %s, byte 0x%02x at offset %d of %d, expected valid UTF-8"
              .formatted(column, bytes.get(bytes.position()), offset, bytes.limit() - start));
    }
    return chars.flip().toString();
  }
}
