package millrace.jobs.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Self-BLEU (Zhu et al. 2018, Texygen): the BLEU-4 (Papineni et al. 2002) of each text with all the
 * others as its references; the higher, the more alike the texts. A precision of 0 is taken as 0.1
 * of one n-gram (method 1 of Chen and Cherry 2014, as NLTK has it), a text without a word of any
 * other has 0.
 */
final class SelfBleu {
  private static final int ORDERS = 4;
  private static final double INSTEAD_OF_NONE = 0.1;

  private final List<List<String>> texts;
  private final double[] logPrecisions;
  private final boolean[] sharesNothing;

  private SelfBleu(List<List<String>> texts) {
    this.texts = texts;
    this.logPrecisions = new double[texts.size()];
    this.sharesNothing = new boolean[texts.size()];
  }

  /**
   * The score of each text, 0 … 1.
   *
   * @param texts at least two, as words
   */
  static double[] of(List<List<String>> texts) {
    SelfBleu bleu = new SelfBleu(texts);
    for (int order = 1; order <= ORDERS; order++) {
      bleu.addPrecisions(order);
    }
    double[] scores = new double[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          bleu.sharesNothing[i]
              ? 0
              : bleu.brevityPenalty(i) * Math.exp(bleu.logPrecisions[i] / ORDERS);
    }
    return scores;
  }

  /** The two highest counts of an n-gram in one text, and whose the highest is. */
  private record Most(int count, int text, int second) {
    Most with(int other, int otherText) {
      if (other > count) {
        return new Most(other, otherText, count);
      }
      return new Most(count, text, Math.max(second, other));
    }

    int outside(int asking) {
      return asking == text ? second : count;
    }
  }

  private void addPrecisions(int order) {
    List<Map<String, Integer>> counts = new ArrayList<>();
    Map<String, Most> most = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      int text = i;
      counts.add(NGrams.counts(texts.get(i), order));
      counts
          .get(i)
          .forEach(
              (gram, count) ->
                  most.merge(
                      gram, new Most(count, text, 0), (known, same) -> known.with(count, text)));
    }
    for (int i = 0; i < texts.size(); i++) {
      int shared = 0;
      for (var gram : counts.get(i).entrySet()) {
        shared += Math.min(gram.getValue(), most.get(gram.getKey()).outside(i));
      }
      int all = Math.max(1, texts.get(i).size() - order + 1);
      logPrecisions[i] += Math.log((shared == 0 ? INSTEAD_OF_NONE : shared) / all);
      sharesNothing[i] |= order == 1 && shared == 0;
    }
  }

  /** By the reference that is closest in length, the shorter one of two. */
  private double brevityPenalty(int text) {
    int length = texts.get(text).size();
    int closest = -1;
    for (int i = 0; i < texts.size(); i++) {
      int other = texts.get(i).size();
      if (i != text && (closest < 0 || isCloser(other, closest, length))) {
        closest = other;
      }
    }
    return length > closest ? 1 : Math.exp(1 - (double) closest / length);
  }

  private static boolean isCloser(int one, int other, int length) {
    int difference = Math.abs(one - length) - Math.abs(other - length);
    return difference < 0 || (difference == 0 && one < other);
  }
}
