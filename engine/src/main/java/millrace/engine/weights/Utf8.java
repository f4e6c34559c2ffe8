package millrace.engine.weights;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Finds malformed UTF-8 without decoding the whole into memory. */
final class Utf8 {
  private static final int CHUNK = 4096;

  private Utf8() {}

  /** The index of the first malformed byte in a range, or -1 when all is well-formed. */
  static int firstMalformed(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] >= 0) {
      at++;
    }
    return at == end ? -1 : firstMalformedAfterAscii(bytes, at, end);
  }

  private static int firstMalformedAfterAscii(byte[] bytes, int start, int end) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, start, end - start);
    CharBuffer out = CharBuffer.allocate(Math.min(CHUNK, end - start + 1));
    while (true) {
      var result = decoder.decode(in, out, true);
      if (result.isError()) {
        return in.position();
      }
      if (result.isUnderflow()) {
        return -1;
      }
      out.clear();
    }
  }
}
