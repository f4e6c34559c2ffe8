package millrace.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known key that somebody who mistyped one probably meant. */
public final class NearestKey {
  private NearestKey() {}

  /** The key with the smallest edit distance, if it is at all alike. */
  public static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(key -> distance(typed, key)))
        .filter(key -> distance(typed, key) <= Math.max(3, key.length() / 2));
  }

  /** Levenshtein's distance; a key that matches but for its section counts one step. */
  private static int distance(String typed, String known) {
    if (known.endsWith("." + typed.substring(typed.lastIndexOf('.') + 1))) {
      return 1;
    }
    int[] row = new int[known.length() + 1];
    for (int j = 0; j <= known.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= typed.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= known.length(); j++) {
        int substituted = diagonal + (typed.charAt(i - 1) == known.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[known.length()];
  }
}
