package millrace.engine.text;

import java.nio.charset.StandardCharsets;

/**
 * The alphabet in which byte-level BPE vocabularies write bytes: printable Latin-1 characters stand
 * for themselves, the other 68 bytes for U+0100 and up in ascending order.
 *
 * <p>Source: {@code bytes_to_unicode} in OpenAI's GPT-2 encoder.
 */
final class ByteLevelAlphabet {
  private static final int MOVED_FROM = 0x100;
  private static final String MOVED = movedBytes();

  private ByteLevelAlphabet() {}

  /** The bytes of a piece; a piece with a character outside the alphabet is text as it stands. */
  static byte[] toBytes(String piece) {
    byte[] bytes = new byte[piece.length()];
    for (int i = 0; i < bytes.length; i++) {
      int value = toByte(piece.charAt(i));
      if (value < 0) {
        return piece.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  /** The letter of a byte, 0 … 255. */
  static String letter(int value) {
    int letter = isPrintable(value) ? value : MOVED_FROM + MOVED.indexOf(value);
    return String.valueOf((char) letter);
  }

  private static int toByte(char letter) {
    if (isPrintable(letter)) {
      return letter;
    }
    int moved = letter - MOVED_FROM;
    return moved >= 0 && moved < MOVED.length() ? MOVED.charAt(moved) : -1;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }

  private static String movedBytes() {
    StringBuilder moved = new StringBuilder();
    for (int value = 0; value < 256; value++) {
      if (!isPrintable(value)) {
        moved.append((char) value);
      }
    }
    return moved.toString();
  }
}
