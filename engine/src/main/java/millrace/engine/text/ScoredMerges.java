package millrace.engine.text;

import java.util.ArrayList;
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

  private ScoredMerges() {}

  static List<Merge> of(GgufVocabulary vocabulary, Map<String, Integer> ids) {
    List<Scored> scored = new ArrayList<>();
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      if (isText(vocabulary, id)) {
        addSplits(vocabulary, ids, id, scored);
      }
    }
    scored.sort(
        Comparator.comparing(Scored::score)
            .reversed()
            .thenComparing(Scored::left)
            .thenComparing(Scored::right));
    List<Merge> merges = new ArrayList<>(scored.size());
    for (Scored pair : scored) {
      merges.add(
          new Merge(vocabulary.pieces().get(pair.left), vocabulary.pieces().get(pair.right)));
    }
    return merges;
  }

  private static void addSplits(
      GgufVocabulary vocabulary, Map<String, Integer> ids, int id, List<Scored> to) {
    String piece = vocabulary.pieces().get(id);
    for (int cut = 1; cut < piece.length(); cut++) {
      Integer left = ids.get(piece.substring(0, cut));
      Integer right = left == null ? null : ids.get(piece.substring(cut));
      if (right != null && isText(vocabulary, left) && isText(vocabulary, right)) {
        to.add(new Scored(vocabulary.scores()[id], left, right));
      }
    }
  }

  private static boolean isText(GgufVocabulary vocabulary, int id) {
    return switch (vocabulary.kinds().get(id)) {
      case NORMAL, UNDEFINED, USER_DEFINED, UNUSED -> true;
      case UNKNOWN, CONTROL, BYTE -> false;
    };
  }
}
