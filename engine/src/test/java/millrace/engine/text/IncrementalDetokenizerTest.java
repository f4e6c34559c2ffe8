package millrace.engine.text;

import static millrace.engine.text.TinyVocabulary.FIRST_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IncrementalDetokenizerTest {
  private static final int SPACE_A = 259;
  private static final int A = 260;

  private final Tokenizer bytes =
      Tokenizers.fromVocabulary(TinyVocabulary.byteLevel("gpt-2", "t h", "Ã ©"));
  private final Tokenizer pieces =
      Tokenizers.fromVocabulary(TinyVocabulary.sentencePiece("▁a", "a", "▁"));

  @Test
  void aCharacterSplitOverTokensAppearsWithItsLastByte() {
    var detokenizer = IncrementalDetokenizer.ofText(bytes, SpecialTokensInText.SKIP);
    byte[] smile = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      assertThat(detokenizer.append(FIRST_BYTE + (smile[i] & 0xFF))).isEmpty();
    }
    assertThat(detokenizer.append(FIRST_BYTE + (smile[3] & 0xFF))).isEqualTo("\uD83D\uDE00");
    assertThat(detokenizer.finish()).isEmpty();
  }

  @Test
  void aTextThatEndsInsideACharacterEndsWithAReplacement() {
    var detokenizer = IncrementalDetokenizer.ofText(bytes, SpecialTokensInText.SKIP);
    assertThat(detokenizer.append(FIRST_BYTE + 'x')).isEqualTo("x");
    assertThat(detokenizer.append(FIRST_BYTE + 0xE2)).isEmpty();
    assertThat(detokenizer.finish()).isEqualTo("\uFFFD");
  }

  @Test
  void randomIdsGiveTheBytesOfTheTokensDecodedTogether() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      int[] ids = random.ints(30, FIRST_BYTE, bytes.vocabularySize()).toArray();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      StringBuilder text = new StringBuilder();
      var detokenizer = IncrementalDetokenizer.ofText(bytes, SpecialTokensInText.SKIP);
      for (int id : ids) {
        all.writeBytes(bytes.bytes(id));
        text.append(detokenizer.append(id));
      }
      text.append(detokenizer.finish());
      StringBuilder together = new StringBuilder();
      Utf8Decoder decoder = new Utf8Decoder();
      decoder.decode(all.toByteArray(), 0, together);
      decoder.finish(together);
      assertThat(text.toString()).isEqualTo(together.toString());
      assertThat(bytes.decode(ids, SpecialTokensInText.SKIP)).isEqualTo(text.toString());
    }
  }

  @Test
  void aTextLosesTheSpaceOfItsFirstWordOnly() {
    assertThat(pieces.decode(new int[] {SPACE_A, SPACE_A}, SpecialTokensInText.SKIP))
        .isEqualTo("a a");
    assertThat(pieces.decode(new int[] {1, SPACE_A}, SpecialTokensInText.SKIP)).isEqualTo("a");
    assertThat(pieces.decode(new int[] {1, SPACE_A}, SpecialTokensInText.KEEP)).isEqualTo("<s> a");
  }

  @Test
  void aCompletionIsWhatPromptAndCompletionHaveMoreThanThePrompt() {
    Random random = new Random(13);
    for (int round = 0; round < 300; round++) {
      for (SpecialTokensInText mode : SpecialTokensInText.values()) {
        int[] prompt = random.ints(random.nextInt(3), 0, 4).map(this::special).toArray();
        int[] completion = random.ints(4, 0, 4).map(this::special).toArray();
        var detokenizer = IncrementalDetokenizer.continuing(pieces, mode, prompt);
        StringBuilder text = new StringBuilder();
        for (int id : completion) {
          text.append(detokenizer.append(id));
        }
        text.append(detokenizer.finish());
        int[] all = new int[prompt.length + completion.length];
        System.arraycopy(prompt, 0, all, 0, prompt.length);
        System.arraycopy(completion, 0, all, prompt.length, completion.length);
        assertThat(pieces.decode(prompt, mode) + text).isEqualTo(pieces.decode(all, mode));
      }
    }
  }

  private int special(int choice) {
    return new int[] {1, SPACE_A, A, 2}[choice];
  }
}
