package millrace.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import millrace.engine.api.NearestName;

/** Finds the known key that somebody who mistyped one probably meant. */
public final class NearestKey {
  private NearestKey() {}

  /** The key with the smallest edit distance, if it is at all alike. */
  private static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(key -> distance(typed, key)))
        .filter(key -> distance(typed, key) <= Math.max(3, key.length() / 2));
  }

  /** A question that names it, or {@code otherwise} where no key is alike. */
  public static String question(String typed, Collection<String> known, String otherwise) {
    return of(typed, known).map(nearest -> "did you mean " + nearest + "?").orElse(otherwise);
  }

  /** The edit distance; a key that matches but for its section counts one step. */
  private static int distance(String typed, String known) {
    if (known.endsWith("." + typed.substring(typed.lastIndexOf('.') + 1))) {
      return 1;
    }
    return NearestName.editDistance(typed, known);
  }
}
