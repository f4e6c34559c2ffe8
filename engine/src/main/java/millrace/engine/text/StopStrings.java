package millrace.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams.Flag;

/**
 * The strings that end a completion, ready to be looked for all at once. Immutable; each completion
 * has a {@link #matcher} of its own.
 *
 * <p>An automaton after Aho and Corasick, "Efficient string matching", 1975: a state is the longest
 * end of the text that is the beginning of a stop string.
 */
public final class StopStrings {
  /** Most characters of all stop strings of a row together. */
  private static final int MOST_CHARACTERS = 100_000;

  static final int START = 0;

  private final Map<Long, Integer> steps = new HashMap<>();
  private int[] fallback = new int[16];
  private int[] depth = new int[16];
  private String[] longestMatch = new String[16];
  private int states = 1;

  private StopStrings(List<String> strings) {
    List<String> longestFirst = new ArrayList<>(strings);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    int[] reached = new int[strings.size()];
    int longest = strings.isEmpty() ? 0 : longestFirst.get(0).length();
    for (int length = 1; length <= longest; length++) { // fallbacks lead to shorter beginnings
      extend(longestFirst, reached, length);
    }
  }

  /** Adds the states for the beginnings of that length. */
  private void extend(List<String> longestFirst, int[] reached, int length) {
    for (int i = 0; i < reached.length && longestFirst.get(i).length() >= length; i++) {
      String string = longestFirst.get(i);
      reached[i] = child(reached[i], string.charAt(length - 1));
      if (string.length() == length) {
        longestMatch[reached[i]] = string;
      }
    }
  }

  /**
   * Prepares the search.
   *
   * @throws RowException INVALID_SAMPLING when a string is empty or no valid Unicode, or all of
   *     them together are longer than 100,000 characters
   */
  public static StopStrings of(List<String> strings) {
    long characters = 0;
    for (String string : strings) {
      characters += string.length();
      require(!string.isEmpty(), "\"\"", "non-empty strings");
      WellFormed.require(string, ErrorCode.INVALID_SAMPLING, "use stop string");
    }
    require(
        characters <= MOST_CHARACTERS,
        characters + " characters",
        "at most " + MOST_CHARACTERS + " in all");
    return new StopStrings(strings);
  }

  /**
   * Looks for the strings in one completion.
   *
   * @param includeInOutput {@link Flag#ON} keeps the stop string that was found in the text
   */
  public StopMatcher matcher(Flag includeInOutput) {
    return new StopMatcher(this, includeInOutput);
  }

  /** The state after one more character. */
  int next(int state, char character) {
    int from = state;
    Integer to = steps.get(key(from, character));
    while (to == null && from != START) {
      from = fallback[from];
      to = steps.get(key(from, character));
    }
    return to == null ? START : to;
  }

  /** How many of the last characters could still become a stop string. */
  int depth(int state) {
    return depth[state];
  }

  /** The longest stop string that ends here, or null. */
  String longestMatch(int state) {
    return longestMatch[state];
  }

  private int child(int parent, char character) {
    Integer known = steps.get(key(parent, character));
    if (known != null) {
      return known;
    }
    int child = states++;
    grow();
    depth[child] = depth[parent] + 1;
    fallback[child] = parent == START ? START : next(fallback[parent], character);
    longestMatch[child] = longestMatch[fallback[child]];
    steps.put(key(parent, character), child);
    return child;
  }

  private void grow() {
    if (states > depth.length) {
      int size = 2 * depth.length;
      fallback = Arrays.copyOf(fallback, size);
      depth = Arrays.copyOf(depth, size);
      longestMatch = Arrays.copyOf(longestMatch, size);
    }
  }

  private static long key(int state, char character) {
    return ((long) state << Character.SIZE) | character;
  }

  private static void require(boolean ok, String value, String expected) {
    if (!ok) {
      throw new RowException(
          ErrorCode.INVALID_SAMPLING, "Cannot sample: stop, " + value + ", must be " + expected);
    }
  }
}
