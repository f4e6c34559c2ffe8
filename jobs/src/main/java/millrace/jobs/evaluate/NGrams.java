package millrace.jobs.evaluate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of n-grams, and what is told by them. */
final class NGrams {
  private NGrams() {}

  /** How often each n-gram occurs in a text; an n-gram is its words, joined by a NUL. */
  static Map<String, Integer> counts(List<String> words, int n) {
    Map<String, Integer> counts = new HashMap<>();
    for (int from = 0; from + n <= words.size(); from++) {
      counts.merge(String.join("\0", words.subList(from, from + n)), 1, Integer::sum);
    }
    return counts;
  }

  /** The same over several texts; no n-gram reaches from one into the next. */
  static Map<String, Integer> countsOfAll(List<List<String>> texts, int n) {
    Map<String, Integer> counts = new HashMap<>();
    texts.forEach(
        words -> counts(words, n).forEach((gram, c) -> counts.merge(gram, c, Integer::sum)));
    return counts;
  }

  /** Different n-grams as a share of all (Li et al. 2016); NaN without any. */
  static double distinct(Map<String, Integer> counts) {
    return counts.size() / (double) total(counts.values());
  }

  /** Of all n-grams, those that occurred before, 1 - distinct; NaN without any. */
  static double repeated(Map<String, Integer> counts) {
    return 1 - distinct(counts);
  }

  /** Entropy of the n-grams' frequencies in nats (Zhang et al. 2018); NaN without any. */
  static double entropy(Map<String, Integer> counts) {
    double total = total(counts.values());
    if (total == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (int count : counts.values().stream().sorted().toList()) { // one order, the same bits
      sum -= count / total * Math.log(count / total);
    }
    return sum;
  }

  private static long total(Collection<Integer> counts) {
    return counts.stream().mapToLong(Integer::longValue).sum();
  }
}
