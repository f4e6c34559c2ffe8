package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8DecoderTest {

  /** The Unicode Standard 15.0, section 3.9, tables 3-8 to 3-11. */
  @ParameterizedTest
  @CsvSource({
    "C0AFE080BFF0818241, ????????A",
    "EDA080EDBFBFEDAF41, ????????A",
    "F4919293FF4180BF42, ?????A??B",
    "E180E2F09192F1BF41, ????A",
  })
  void malformedBytesAreReplacedByMaximalParts(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(decodeInParts(bytes, bytes.length)).isEqualTo(expected.replace('?', '\uFFFD'));
    assertThat(decodeInParts(bytes, 1)).isEqualTo(expected.replace('?', '\uFFFD'));
  }

  @Test
  void validTextComesBackWhereverItIsCut() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      String text =
          random
              .ints(20, 0, Character.MAX_CODE_POINT + 1)
              .map(code -> code >>> random.nextInt(16))
              .filter(code -> code < 0xD800 || code > 0xDFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(decodeInParts(bytes, 1 + random.nextInt(5))).isEqualTo(text);
    }
  }

  @Test
  void holdsAnIncompleteCharacterBackUntilTheEnd() {
    Utf8Decoder decoder = new Utf8Decoder();
    StringBuilder out = new StringBuilder();
    decoder.decode(new byte[] {'a', (byte) 0xF0, (byte) 0x9F, (byte) 0x98}, 0, out);
    assertThat(out.toString()).isEqualTo("a");
    decoder.finish(out);
    decoder.finish(out);
    assertThat(out.toString()).isEqualTo("a\uFFFD");
  }

  private static String decodeInParts(byte[] bytes, int length) {
    Utf8Decoder decoder = new Utf8Decoder();
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < bytes.length; from += length) {
      int to = Math.min(from + length, bytes.length);
      decoder.decode(Arrays.copyOfRange(bytes, from, to), 0, out);
    }
    decoder.finish(out);
    return out.toString();
  }
}
