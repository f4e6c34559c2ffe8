package millrace.engine.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import millrace.engine.text.TokenizerJson.Merge;

/**
 * The merges of a SentencePiece BPE vocabulary, which states scores instead: two neighbours merge
 * when together they are a token, best score first.
 *
 * <p>The order within a score is that of the Hugging Face converter ({@code generate_merges} in
 * transformers): by the ids of the parts.
 */
final class ScoredMerges {
  private record Scored(float score, int left, int right) {}

  private final GgufVocabulary vocabulary;
  private final Map<String, Integer> ids;
  private final BitSet special;
  private final List<Scored> scored = new ArrayList<>();

  private ScoredMerges(GgufVocabulary vocabulary, Map<String, Integer> ids, BitSet special) {
    this.vocabulary = vocabulary;
    this.ids = ids;
    this.special = special;
  }

  /**
   * The merges, best first.
   *
   * @param ids the ids by piece
   * @param special ids that no text becomes
   */
  static List<Merge> of(GgufVocabulary vocabulary, Map<String, Integer> ids, BitSet special) {
    return new ScoredMerges(vocabulary, ids, special).merges();
  }

  private List<Merge> merges() {
    List<String> pieces = vocabulary.pieces();
    for (int id = 0; id < pieces.size(); id++) {
      if (isText(id)) {
        addSplits(id);
      }
    }
    scored.sort(
        Comparator.comparing(Scored::score)
            .reversed()
            .thenComparing(Scored::left)
            .thenComparing(Scored::right));
    return scored.stream()
        .map(pair -> new Merge(pieces.get(pair.left), pieces.get(pair.right)))
        .toList();
  }

  private void addSplits(int id) {
    String piece = vocabulary.pieces().get(id);
    for (int cut = 1; cut < piece.length(); cut++) {
      Integer left = ids.get(piece.substring(0, cut));
      Integer right = left == null ? null : ids.get(piece.substring(cut));
      if (right != null && isText(left) && isText(right)) {
        scored.add(new Scored(vocabulary.scores()[id], left, right));
      }
    }
  }

  private boolean isText(int id) {
    return !special.get(id) && vocabulary.kinds().get(id) != TokenKind.BYTE;
  }
}
