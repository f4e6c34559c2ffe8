package millrace.engine.api;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that somebody probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate that is nearest to one of {@code wanted}, or null when none is near: at most a
   * third of the letters may differ, whatever their case.
   */
  public static String among(Collection<String> candidates, Collection<String> wanted) {
    String nearest = null;
    double least = 0.34;
    for (String name : wanted) {
      for (String candidate : candidates) {
        double distance = editDistance(fold(name), fold(candidate));
        double share = distance / Math.max(name.length(), candidate.length());
        if (share < least) {
          least = share;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein distance: letters inserted, deleted or replaced. */
  public static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
