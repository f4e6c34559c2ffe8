package millrace.jobs.synthesize.filter;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps texts of some lengths.
 *
 * @param unit what is counted
 * @param min fewest, inclusive
 * @param max most, inclusive
 */
public record LengthFilter(Unit unit, int min, int max) implements NamedFilter {
  private static final long serialVersionUID = 1L;
  private static final Pattern WORD = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS);

  /** What the length of a text is counted in. */
  public enum Unit {
    /** Code points. */
    CHARACTERS,
    /** Runs of anything but white space. */
    WORDS,
    /** Tokens that the model generated. */
    TOKENS
  }

  @Override
  public String label() {
    String least = min == 0 ? "" : String.valueOf(min);
    String most = max == Integer.MAX_VALUE ? "" : String.valueOf(max);
    return Bounds.label(unit.name().toLowerCase(Locale.ROOT), least, most);
  }

  @Override
  public boolean keeps(Candidate candidate) {
    long length = length(candidate);
    return length >= min && length <= max;
  }

  private long length(Candidate candidate) {
    String text = candidate.text();
    return switch (unit) {
      case CHARACTERS -> text.codePointCount(0, text.length());
      case WORDS -> WORD.matcher(text).results().count();
      case TOKENS -> candidate.tokens();
    };
  }
}
