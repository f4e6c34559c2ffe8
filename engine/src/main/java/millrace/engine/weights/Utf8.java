package millrace.engine.weights;

/** Finds malformed UTF-8 without allocating: vocabularies hold hundreds of thousands of strings. */
final class Utf8 {
  private Utf8() {}

  /** The index of the first byte in a range that begins no well-formed character, or -1. */
  static int firstMalformed(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int length = characterLength(bytes, at, end);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return -1;
  }

  /**
   * Bytes of the character at an index, 0 when it is malformed. Overlong forms, surrogates and code
   * points above U+10FFFF show in the range of the second byte.
   *
   * <p>Source: table 3-7 of the Unicode standard, "Well-Formed UTF-8 Byte Sequences".
   */
  private static int characterLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || length > end - at) {
      return 0;
    }
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    int second = bytes[at + 1] & 0xFF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
