package millrace.engine.stop;

import java.util.Optional;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.Verdict;

/**
 * The text of one completion, grown piece by piece under a stop condition, or under none. Hands out
 * what is certain to stay. Not safe for use by many threads.
 */
public final class RuledText {
  private final StringBuilder text = new StringBuilder();
  private final View view = new View(text);
  private final StopCondition condition;
  private final String rule;
  private final int minTokens;
  private int certain;
  private int settled;
  private String match;

  private RuledText(StopCondition condition, String rule, int minTokens) {
    this.condition = condition;
    this.rule = rule;
    this.minTokens = minTokens;
  }

  /** Text under no condition. */
  public static RuledText free() {
    return new RuledText((view, from, tokens) -> Verdict.goOn(), "", 0);
  }

  /**
   * Text under a condition.
   *
   * @param rule what it is called in errors
   * @param minTokens an end within the first so many tokens is passed over
   */
  public static RuledText under(StopCondition condition, String rule, int minTokens) {
    return new RuledText(condition, rule, minTokens);
  }

  /**
   * More text; nothing after a match.
   *
   * @param tokens how many tokens the sample has with it
   * @return the text that is now certain
   * @throws RowException STOP_CONDITION_FAILED
   */
  public String append(String piece, int tokens) {
    if (match != null || piece.isEmpty()) {
      return "";
    }
    int from = text.length();
    text.append(piece);
    Verdict verdict = examine(from, tokens);
    if (tokens <= minTokens) {
      settled = text.length();
    } else if (verdict.ends()) {
      end(verdict);
    }
    int shown = Math.max(settled, verdict.characters());
    if (certain == from && shown >= text.length() && match == null) {
      certain = text.length(); // the usual case, without a copy
      return piece;
    }
    return handOut(shown);
  }

  /** Ends the text without a match: all of it is certain. */
  public String finish() {
    return handOut(text.length());
  }

  /** What ended the text. */
  public Optional<String> match() {
    return Optional.ofNullable(match);
  }

  /** The text that was handed out. */
  public String certain() {
    return text.substring(0, certain);
  }

  private Verdict examine(int from, int tokens) {
    try {
      Verdict verdict = condition.examine(view, from, tokens);
      if (verdict != null) {
        return verdict;
      }
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw failed("threw " + e.toString().lines().findFirst().orElse(""), e);
    }
    throw failed("answered null", null);
  }

  private void end(Verdict verdict) {
    int kept = wholeCharacters(Math.max(settled, verdict.characters()));
    if (kept > text.length() || kept < certain) {
      throw failed(
          "kept %d characters, of %d, of which %d were certain"
              .formatted(kept, text.length(), certain),
          null);
    }
    text.setLength(kept);
    match = verdict.match();
  }

  private String handOut(int characters) {
    int to = wholeCharacters(Math.min(characters, text.length()));
    if (to <= certain) {
      return "";
    }
    String part = text.substring(certain, to);
    certain = to;
    return part;
  }

  /** Not between the two halves of a character. */
  private int wholeCharacters(int length) {
    boolean splits =
        length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
    return splits ? length - 1 : length;
  }

  private RowException failed(String reason, Throwable cause) {
    return new RowException(
        ErrorCode.STOP_CONDITION_FAILED,
        "Cannot complete row: stop_condition, " + rule + ", must not fail, it " + reason,
        cause);
  }

  /** Shows the text and lets nobody change it. */
  private record View(StringBuilder text) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
