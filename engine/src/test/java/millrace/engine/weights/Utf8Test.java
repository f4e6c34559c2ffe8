package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void agreesWithTheDecoderOfTheJdkOnAllSequencesOfTwoBytes() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        assertAgrees(new byte[] {(byte) first, (byte) second});
      }
    }
  }

  @Test
  void agreesWithTheDecoderOfTheJdkOnRandomSequences() {
    Random random = new Random(7);
    int[] leads = {0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 'a'};
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      for (int j = 0; j < bytes.length; j++) {
        int tail = 0x80 + random.nextInt(0x48);
        bytes[j] = (byte) (random.nextInt(3) == 0 ? leads[random.nextInt(leads.length)] : tail);
      }
      bytes[0] = (byte) leads[random.nextInt(leads.length)];
      assertAgrees(bytes);
    }
  }

  @Test
  void findsTheFirstMalformedByteOfARange() {
    byte[] bytes = {(byte) 0x80, 'a', (byte) 0xC3, (byte) 0xA4, (byte) 0xE2, (byte) 0x82};
    assertThat(Utf8.firstMalformed(bytes, 1, 4)).isEqualTo(-1);
    assertThat(Utf8.firstMalformed(bytes, 1, 6)).isEqualTo(4);
    assertThat(Utf8.firstMalformed(bytes, 1, 3)).isEqualTo(2);
    assertThat(Utf8.firstMalformed(bytes, 0, 6)).isEqualTo(0);
  }

  private static void assertAgrees(byte[] bytes) {
    boolean wellFormed;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      wellFormed = true;
    } catch (CharacterCodingException e) {
      wellFormed = false;
    }
    if (wellFormed != (Utf8.firstMalformed(bytes, 0, bytes.length) < 0)) {
      assertThat(bytes).as("well-formed: %s", wellFormed).isNull();
    }
  }
}
