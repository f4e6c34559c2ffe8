package millrace.engine.stop;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.engine.api.stop.Verdict;

/**
 * Ends a completion behind its n-th sentence. A sentence ends with one of {@code . ! ? …}, perhaps
 * closing quotes or brackets, and white space behind it; or with one of {@code 。！？}. A stop behind
 * initials, a number that begins a line or one of a few English abbreviations ends none. The rules
 * are the same on every version of Java, which those of its own BreakIterator need not be.
 */
public final class Sentences implements StopConditionProvider {
  private static final int MOST = 10_000;
  private static final String ENDS = ".!?…";
  private static final String WIDE_ENDS = "。！？";
  private static final String CLOSERS = "\"'”’»)]}」』）";
  private static final Set<String> ABBREVIATIONS =
      Set.of("mr", "mrs", "ms", "dr", "prof", "st", "vs", "jr", "sr");
  private static final Pattern INITIALS = Pattern.compile("\\p{L}(\\.\\p{L})*");

  @Override
  public String name() {
    return "sentences";
  }

  @Override
  public String description() {
    return "ends behind the N-th sentence, as sentences:N";
  }

  @Override
  public StopCondition create(String argument) {
    int count = WholeNumber.of(argument, 1, MOST, "sentences:N, a whole number, [1, 10000]");
    return new Counter(name() + ":" + count, count);
  }

  /** Counts the sentences that are over. */
  private static final class Counter implements StopCondition {
    private final String match;
    private final int wanted;
    private int ended;

    /** Behind the stop and closers that may end a sentence; 0 = none are pending. */
    private int pendingEnd;

    private boolean pendingIsWide;

    private Counter(String match, int wanted) {
      this.match = match;
      this.wanted = wanted;
    }

    @Override
    public Verdict examine(CharSequence text, int from, int tokens) {
      Verdict verdict = Verdict.goOn();
      for (int i = from; i < text.length(); i++) {
        int end = pendingEnd;
        if (pass(text, i) && ++ended >= wanted && !verdict.ends()) {
          verdict = Verdict.stop(match, end);
        }
      }
      return verdict;
    }

    /** True when the character shows that a sentence ended before it. */
    private boolean pass(CharSequence text, int at) {
      char character = text.charAt(at);
      boolean stop = ENDS.indexOf(character) >= 0;
      boolean wide = WIDE_ENDS.indexOf(character) >= 0;
      if (stop || wide) {
        pendingIsWide = wide || (pendingEnd > 0 && pendingIsWide);
        boolean ends = character != '.' || pendingEnd > 0 || !isAbbreviation(text, at);
        pendingEnd = ends ? at + 1 : 0;
        return false;
      }
      if (pendingEnd == 0) {
        return false;
      }
      if (CLOSERS.indexOf(character) >= 0) {
        pendingEnd = at + 1;
        return false;
      }
      pendingEnd = 0;
      return pendingIsWide || Character.isWhitespace(character);
    }

    private static boolean isAbbreviation(CharSequence text, int stop) {
      int start = stop;
      while (start > 0 && isOfWord(text.charAt(start - 1))) {
        start--;
      }
      String word = text.subSequence(start, stop).toString().toLowerCase(Locale.ROOT);
      boolean initials = INITIALS.matcher(word).matches() && !word.equals("i");
      boolean beginsLine = start == 0 || text.charAt(start - 1) == '\n';
      boolean item = beginsLine && !word.isEmpty() && word.chars().allMatch(Character::isDigit);
      return initials || item || ABBREVIATIONS.contains(word);
    }

    private static boolean isOfWord(char character) {
      return Character.isLetterOrDigit(character) || character == '.';
    }
  }
}
