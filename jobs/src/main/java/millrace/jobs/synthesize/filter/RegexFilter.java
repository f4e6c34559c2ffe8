package millrace.jobs.synthesize.filter;

import java.util.regex.Pattern;

/**
 * Keeps texts in which a regular expression is found anywhere, or is not.
 *
 * @param rule which of both
 * @param pattern in Java's syntax
 */
public record RegexFilter(Rule rule, Pattern pattern) implements NamedFilter {
  private static final long serialVersionUID = 1L;

  /** What the expression means for a text. */
  public enum Rule {
    MUST_MATCH,
    MUST_NOT_MATCH
  }

  @Override
  public String label() {
    return (rule == Rule.MUST_MATCH ? "matches " : "excludes ") + pattern.pattern();
  }

  @Override
  public boolean keeps(Candidate candidate) {
    boolean found = pattern.matcher(candidate.text()).find();
    return found == (rule == Rule.MUST_MATCH);
  }
}
