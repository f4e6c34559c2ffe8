package millrace.engine.stop;

import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.engine.api.stop.Verdict;

/**
 * Ends a completion that repeats itself: when a stretch of at least a number of characters stands a
 * number of times in a row. The first of them is kept, the others are cut; so while streaming, text
 * that repeats what stands just before it is held back.
 */
public final class Repetition implements StopConditionProvider {
  /** Longest stretch that is noticed; the work per character grows with it. */
  static final int LONGEST = 256;

  private static final int MOST_TIMES = 100;
  private static final int DEFAULT_CHARACTERS = 16;
  private static final String EXPECTED =
      "repetition:TIMES or repetition:TIMES,CHARACTERS, whole numbers, [2, 100] and [1, 256]";

  @Override
  public String name() {
    return "repetition";
  }

  @Override
  public String description() {
    return "ends where a stretch of at least CHARACTERS (16) stands TIMES in a row, as"
        + " repetition:TIMES,CHARACTERS, and keeps the first";
  }

  @Override
  public StopCondition create(String argument) {
    int comma = argument.indexOf(',');
    String times = comma < 0 ? argument : argument.substring(0, comma);
    int characters =
        comma < 0
            ? DEFAULT_CHARACTERS
            : WholeNumber.of(argument.substring(comma + 1), 1, LONGEST, EXPECTED);
    return new Runs(
        name() + ":" + argument, WholeNumber.of(times, 2, MOST_TIMES, EXPECTED), characters);
  }

  /** For each distance, how many of the last characters equal those so far before them. */
  private static final class Runs implements StopCondition {
    private final String match;
    private final int more;
    private final int shortest;
    private final int[] runs = new int[LONGEST + 1];

    private Runs(String match, int times, int shortest) {
      this.match = match;
      this.more = times - 1;
      this.shortest = shortest;
    }

    @Override
    public Verdict examine(CharSequence text, int from, int tokens) {
      Verdict verdict = Verdict.goOn();
      for (int i = from; i < text.length(); i++) {
        int repeated = repeatedBefore(text, i);
        if (repeated > 0 && !verdict.ends()) {
          verdict = Verdict.stop(match, i + 1 - repeated);
        }
      }
      if (verdict.ends()) {
        return verdict;
      }
      int longestRun = 0;
      for (int run : runs) {
        longestRun = Math.max(longestRun, run);
      }
      return Verdict.goOn(text.length() - longestRun);
    }

    /** Takes note of a character; how many end with it that repeat often enough, or 0. */
    private int repeatedBefore(CharSequence text, int at) {
      int repeated = 0;
      char character = text.charAt(at);
      for (int distance = shortest; distance <= Math.min(LONGEST, at); distance++) {
        runs[distance] = character == text.charAt(at - distance) ? runs[distance] + 1 : 0;
        if (runs[distance] == more * distance) {
          repeated = repeated == 0 ? runs[distance] : repeated;
          runs[distance] = 0; // should it be asked on, the next repetition counts anew
        }
      }
      return repeated;
    }
  }
}
