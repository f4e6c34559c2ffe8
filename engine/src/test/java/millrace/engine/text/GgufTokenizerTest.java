package millrace.engine.text;

import static millrace.engine.text.TinyVocabulary.BOS;
import static millrace.engine.text.TinyVocabulary.EOS;
import static millrace.engine.text.TinyVocabulary.FIRST_BYTE;
import static millrace.engine.text.TinyVocabulary.TOOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import millrace.engine.text.GgufVocabulary.RoleIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTokenizerTest {
  private static final int THE = FIRST_BYTE + 256 + 2;

  private final Tokenizer bytes =
      Tokenizers.fromVocabulary(TinyVocabulary.byteLevel("gpt-2", "t h", "th e", "Ġ the"));

  @Test
  void mergesWithinWordsInTheOrderOfTheMerges() {
    assertThat(bytes.encode("the the", SpecialTokens.PARSE)).containsExactly(THE - 1, THE);
    assertThat(bytes.encode("th e", SpecialTokens.PARSE))
        .containsExactly(THE - 2, FIRST_BYTE + ' ', FIRST_BYTE + 'e');
  }

  @Test
  void specialTokensInTextAreParsedOrPlainText() {
    assertThat(bytes.encode("e<|im_end|>e", SpecialTokens.PARSE))
        .containsExactly(FIRST_BYTE + 'e', EOS, FIRST_BYTE + 'e');
    assertThat(bytes.encode("<|im_end|>", SpecialTokens.AS_TEXT))
        .containsExactly("<|im_end|>".chars().map(letter -> FIRST_BYTE + letter).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARSE", "AS_TEXT"})
  void userDefinedTokensAreTextThatIsAlwaysOneToken(SpecialTokens mode) {
    assertThat(bytes.encode("<tool>", mode)).containsExactly(TOOL);
    assertThat(bytes.isSpecial(TOOL)).isFalse();
    assertThat(bytes.decode(new int[] {TOOL}, SpecialTokensInText.SKIP)).isEqualTo("<tool>");
  }

  @Test
  void decodingKeepsOrSkipsSpecialTokens() {
    int[] ids = {BOS, THE - 1, EOS};
    assertThat(bytes.decode(ids, SpecialTokensInText.KEEP)).isEqualTo("<|begin|>the<|im_end|>");
    assertThat(bytes.decode(ids, SpecialTokensInText.SKIP)).isEqualTo("the");
    assertThat(bytes.isSpecial(EOS)).isTrue();
    assertThat(bytes.bytes(EOS)).isEmpty();
    assertThat(bytes.piece(EOS)).isEqualTo("<|im_end|>");
    assertThat(bytes.idOf("<|im_end|>")).hasValue(EOS);
    assertThat(bytes.idOf("nothing")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b", "\uFFFF", "x\uD83D\uDE00y", "\u0301", "\r\n\t ", "\uFEFF"})
  void everyValidTextComesBack(String text) {
    for (SpecialTokens mode : SpecialTokens.values()) {
      assertThat(bytes.decode(bytes.encode(text, mode), SpecialTokensInText.KEEP)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab\uD83D", "ab\uD83Dc", "ab\uDE00\uD83D"})
  void aLoneSurrogateIsARowErrorWithItsPosition(String text) {
    assertThatThrownBy(() -> bytes.encode(text, SpecialTokens.PARSE))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TEXT))
        .hasMessageStartingWith("Cannot encode text: lone surrogate U+D")
        .hasMessageEndingWith("at index 2");
  }

  @Test
  void idsBeyondTheVocabularyStandForNothing() {
    int beyond = bytes.vocabularySize() + 5;
    assertThat(bytes.bytes(beyond)).isEmpty();
    assertThat(bytes.piece(beyond)).isEmpty();
    assertThat(bytes.isSpecial(beyond)).isFalse();
    assertThat(bytes.decode(new int[] {THE, beyond}, SpecialTokensInText.KEEP)).isEqualTo(" the");
  }

  @Test
  void beginsWithBosWhereTheFamilyOrTheFileSaysSo() {
    assertThat(bytes.beginIds()).isEmpty();
    assertThat(Tokenizers.fromVocabulary(TinyVocabulary.byteLevel("llama-bpe")).beginIds())
        .containsExactly(BOS);
    assertThat(tiny("gpt-2", Optional.of(true), List.of()).beginIds()).containsExactly(BOS);
    assertThat(tiny("llama-bpe", Optional.of(false), List.of()).beginIds()).isEmpty();
    assertThat(bytes.bosPiece()).hasValue("<|begin|>");
    assertThat(bytes.eosPiece()).hasValue("<|im_end|>");
  }

  @Test
  void aBeginningBeyondTheVocabularyIsRefusedWhereTextsBeginWithIt() {
    assertThatThrownBy(() -> Tokenizers.fromVocabulary(beginningWith(9_999, true)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("tokenizer.ggml.bos_token_id, 9999, expected one of 259 tokens");
    Tokenizer without = Tokenizers.fromVocabulary(beginningWith(9_999, false));
    assertThat(without.beginIds()).isEmpty();
  }

  private static GgufVocabulary beginningWith(int bos, boolean addBos) {
    GgufVocabulary v = TinyVocabulary.byteLevel("gpt-2");
    var ids =
        new GgufVocabulary.RoleIds(
            OptionalInt.of(bos), v.ids().eos(), v.ids().unknown(), v.ids().otherEnds());
    return new GgufVocabulary(
        v.source(),
        v.modelName(),
        v.model(),
        v.pre(),
        v.pieces(),
        v.kinds(),
        v.scores(),
        v.merges(),
        ids,
        Optional.of(addBos),
        v.addSpacePrefix());
  }

  @Test
  void endsAreTheNamedIdsInsideTheVocabularyAndTheKnownPieces() {
    assertThat(tiny("gpt-2", Optional.empty(), List.of(7, 5, 100_000)).endIds())
        .containsExactly(EOS, 5, 7);
  }

  @Test
  void phi3TokensTakeTheSpacesAfterThem() {
    GgufVocabulary v = TinyVocabulary.byteLevel("gpt-2");
    Tokenizer tokenizer =
        Tokenizers.fromVocabulary(
            new GgufVocabulary(
                v.source(),
                "Phi-3 mini",
                v.model(),
                v.pre(),
                v.pieces(),
                v.kinds(),
                v.scores(),
                v.merges(),
                v.ids(),
                v.addBos(),
                v.addSpacePrefix()));
    assertThat(tokenizer.encode("<|im_end|>\n x", SpecialTokens.PARSE))
        .containsExactly(EOS, FIRST_BYTE + 'x');
    assertThat(bytes.encode("<|im_end|>\nx", SpecialTokens.PARSE))
        .containsExactly(EOS, FIRST_BYTE + '\n', FIRST_BYTE + 'x');
  }

  @Test
  void harmonyVocabulariesDoNotEndWithAMessage() {
    GgufVocabulary v = TinyVocabulary.byteLevel("gpt-2");
    List<String> pieces = new ArrayList<>(v.pieces());
    pieces.set(FIRST_BYTE, "<|end|>");
    pieces.set(FIRST_BYTE + 1, "<|return|>");
    pieces.set(FIRST_BYTE + 2, "<|call|>");
    assertThat(Tokenizers.fromVocabulary(with(v, pieces, List.of())).endIds())
        .containsExactly(EOS, FIRST_BYTE + 1, FIRST_BYTE + 2);
    pieces.set(FIRST_BYTE + 2, "<|other|>");
    assertThat(Tokenizers.fromVocabulary(with(v, pieces, List.of())).endIds())
        .containsExactly(EOS, FIRST_BYTE, FIRST_BYTE + 1);
  }

  @Test
  void aMergeThatCannotHappenIsLeftOut() {
    GgufVocabulary vocabulary = TinyVocabulary.byteLevel("gpt-2", "t h");
    Tokenizer tokenizer =
        Tokenizers.fromVocabulary(
            with(vocabulary, vocabulary.pieces(), List.of("t h", "th zz", "x y")));
    assertThat(tokenizer.encode("thxy", SpecialTokens.PARSE))
        .containsExactly(FIRST_BYTE + 256, FIRST_BYTE + 'x', FIRST_BYTE + 'y');
  }

  @Test
  void aControlTokenIsNotTextEvenWhereMergesOrWholeWordsLeadToIt() {
    GgufVocabulary v = TinyVocabulary.byteLevel("llama-bpe", "A B");
    List<TokenKind> kinds = new ArrayList<>(v.kinds());
    kinds.set(FIRST_BYTE + 256, TokenKind.CONTROL);
    Tokenizer tokenizer =
        Tokenizers.fromVocabulary(
            new GgufVocabulary(
                v.source(),
                "",
                "gpt2",
                v.pre(),
                v.pieces(),
                kinds,
                v.scores(),
                v.merges(),
                v.ids(),
                v.addBos(),
                v.addSpacePrefix()));
    assertThat(tokenizer.encode("AB", SpecialTokens.PARSE)).containsExactly(FIRST_BYTE + 256);
    assertThat(tokenizer.encode("AB", SpecialTokens.AS_TEXT))
        .containsExactly(FIRST_BYTE + 'A', FIRST_BYTE + 'B');
  }

  @Test
  void refusesWhatItCannotEncodeExactly() {
    assertRefused(
        TinyVocabulary.byteLevel("no-such-pattern"), "tokenizer.ggml.pre, no-such-pattern");
    GgufVocabulary tiny = TinyVocabulary.byteLevel("gpt-2");
    assertRefused(withModel(tiny, "llama"), "tokenizer.ggml.scores, missing");
    for (String model : List.of("bert", "t5", "rwkv", "plamo2", "none")) {
      assertRefused(withModel(tiny, model), "tokenizer.ggml.model, " + model);
    }
    assertRefused(
        with(tiny, Collections.nCopies(tiny.pieces().size(), "a"), List.of()),
        "tokenizer.ggml.tokens[1], a");
    assertRefused(with(tiny, tiny.pieces(), List.of("nospace")), "tokenizer.ggml.merges, nospace");
    assertThatThrownBy(() -> with(tiny, List.of("a", "b"), List.of()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("length of tokenizer.ggml.token_type, 259, expected 2");
    assertThatThrownBy(() -> TokenKind.of(9, 4, "tiny.gguf"))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            "Cannot read vocabulary: tokenizer.ggml.token_type of token 4, 9, allowed 0 … 6,"
                + " tiny.gguf");
  }

  @Test
  void sentencePieceMergesByScoreAndFallsBackToBytes() {
    Tokenizer tokenizer =
        Tokenizers.fromVocabulary(TinyVocabulary.sentencePiece("▁ab", "ab", "▁", "a", "b"));
    int spaceAb = 259;
    assertThat(tokenizer.encode("ab ab", SpecialTokens.PARSE)).containsExactly(spaceAb, spaceAb);
    assertThat(tokenizer.encode("é", SpecialTokens.PARSE))
        .containsExactly(261, FIRST_BYTE + 0xC3, FIRST_BYTE + 0xA9);
    assertThat(tokenizer.encode("<s>ab", SpecialTokens.PARSE)).containsExactly(1, spaceAb);
    assertThat(tokenizer.beginIds()).containsExactly(1);
    assertThat(tokenizer.endIds()).containsExactly(2);
    assertThat(tokenizer.dropsLeadingSpace()).isTrue();
  }

  private static void assertRefused(GgufVocabulary vocabulary, String found) {
    assertThatThrownBy(() -> Tokenizers.fromVocabulary(vocabulary))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot build tokenizer: " + found + ", expected ")
        .hasMessageEndingWith("tiny.gguf");
  }

  private static Tokenizer tiny(String pre, Optional<Boolean> addBos, List<Integer> otherEnds) {
    GgufVocabulary v = TinyVocabulary.byteLevel(pre);
    RoleIds ids =
        new RoleIds(OptionalInt.of(BOS), OptionalInt.of(EOS), OptionalInt.empty(), otherEnds);
    return Tokenizers.fromVocabulary(
        new GgufVocabulary(
            v.source(),
            "",
            "gpt2",
            pre,
            v.pieces(),
            v.kinds(),
            v.scores(),
            v.merges(),
            ids,
            addBos,
            Optional.empty()));
  }

  private static GgufVocabulary with(GgufVocabulary v, List<String> pieces, List<String> merges) {
    return new GgufVocabulary(
        v.source(),
        "",
        "gpt2",
        v.pre(),
        pieces,
        v.kinds(),
        v.scores(),
        merges,
        v.ids(),
        v.addBos(),
        v.addSpacePrefix());
  }

  private static GgufVocabulary withModel(GgufVocabulary v, String model) {
    return new GgufVocabulary(
        v.source(),
        "",
        model,
        v.pre(),
        v.pieces(),
        v.kinds(),
        v.scores(),
        v.merges(),
        v.ids(),
        v.addBos(),
        v.addSpacePrefix());
  }
}
