package millrace.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.engine.text.GgufVocabulary.RoleIds;

/** Vocabularies small enough to work out ids by hand. */
final class TinyVocabulary {
  static final int BOS = 0;
  static final int EOS = 1;
  static final int TOOL = 2;

  /** Id of the byte-level token of byte 0. */
  static final int FIRST_BYTE = 3;

  private TinyVocabulary() {}

  /**
   * Byte-level BPE: 0 {@code <|begin|>}, 1 {@code <|im_end|>} (end of sequence), 2 {@code <tool>}
   * (user-defined), 3 … 258 the bytes in order, then the merges' results.
   */
  static GgufVocabulary byteLevel(String pre, String... merges) {
    List<String> pieces = new ArrayList<>(List.of("<|begin|>", "<|im_end|>", "<tool>"));
    List<TokenKind> kinds =
        new ArrayList<>(List.of(TokenKind.CONTROL, TokenKind.CONTROL, TokenKind.USER_DEFINED));
    for (int value = 0; value < 256; value++) {
      pieces.add(letterOf(value));
      kinds.add(TokenKind.NORMAL);
    }
    for (String merge : merges) {
      pieces.add(merge.replace(" ", ""));
      kinds.add(TokenKind.NORMAL);
    }
    return new GgufVocabulary(
        "tiny.gguf",
        "tiny",
        "gpt2",
        pre,
        pieces,
        kinds,
        new float[0],
        List.of(merges),
        new RoleIds(OptionalInt.of(BOS), OptionalInt.of(EOS), OptionalInt.empty(), List.of()),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * SentencePiece: 0 {@code <unk>}, 1 {@code <s>}, 2 {@code </s>}, 3 … 258 the bytes in order, then
   * the given pieces, best score first.
   */
  static GgufVocabulary sentencePiece(String... scored) {
    List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    List<TokenKind> kinds =
        new ArrayList<>(List.of(TokenKind.UNKNOWN, TokenKind.CONTROL, TokenKind.CONTROL));
    for (int value = 0; value < 256; value++) {
      pieces.add(String.format("<0x%02X>", value));
      kinds.add(TokenKind.BYTE);
    }
    float[] scores = new float[pieces.size() + scored.length];
    for (String piece : scored) {
      scores[pieces.size()] = -pieces.size();
      pieces.add(piece);
      kinds.add(TokenKind.NORMAL);
    }
    return new GgufVocabulary(
        "tiny.gguf",
        "tiny",
        "llama",
        "default",
        pieces,
        kinds,
        scores,
        List.of(),
        new RoleIds(OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(0), List.of()),
        Optional.empty(),
        Optional.empty());
  }

  /** The letter of the byte-level alphabet, by its definition in GPT-2's encoder. */
  private static String letterOf(int value) {
    int moved = 0;
    for (int other = 0; other < 256; other++) {
      boolean stays = (other >= 33 && other <= 126) || (other >= 161 && other != 173);
      if (other == value) {
        return String.valueOf((char) (stays ? value : 256 + moved));
      }
      moved += stays ? 0 : 1;
    }
    throw new IllegalArgumentException("not a byte: " + value);
  }
}
