package millrace.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How SentencePiece vocabularies write text: ▁ is a space, {@code <0x0A>} a byte. */
final class SentencePieces {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  private SentencePieces() {}

  /** The token of a byte, 0 … 255. */
  static String byteToken(int value) {
    return String.format("<0x%02X>", value);
  }

  /** The bytes of a normal or byte token. */
  static byte[] toBytes(String piece) {
    Matcher matcher = BYTE.matcher(piece);
    if (matcher.matches()) {
      return new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)};
    }
    return piece.replace(TokenizerJson.SPACE_MARK, " ").getBytes(StandardCharsets.UTF_8);
  }
}
