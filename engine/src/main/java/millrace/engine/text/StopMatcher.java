package millrace.engine.text;

import java.util.Optional;
import millrace.engine.api.SamplingParams.Flag;

/**
 * Lets a completion's text through up to its first stop string. What could be the beginning of one
 * is held back until the text goes on.
 *
 * <p>First is the match that ends first; of those that end together the longest. One instance per
 * completion; not safe for use by many threads.
 */
public final class StopMatcher {
  private final StopStrings strings;
  private final Flag includeInOutput;
  private final StringBuilder held = new StringBuilder();
  private int state = StopStrings.START;
  private String match;

  StopMatcher(StopStrings strings, Flag includeInOutput) {
    this.strings = strings;
    this.includeInOutput = includeInOutput;
  }

  /**
   * More of the completion.
   *
   * @return the text that is now certain to be part of the output; after a match always empty
   */
  public String append(String piece) {
    for (int i = 0; match == null && i < piece.length(); i++) {
      held.append(piece.charAt(i));
      state = strings.next(state, piece.charAt(i));
      match = strings.longestMatch(state);
    }
    if (match == null) {
      return take(held.length() - strings.depth(state));
    }
    String last = take(keptLength());
    held.setLength(0);
    return last;
  }

  /** The stop string that was found. */
  public Optional<String> match() {
    return Optional.ofNullable(match);
  }

  /** Ends the text without a match: what was held back is output after all. */
  public String finish() {
    state = StopStrings.START;
    return take(held.length());
  }

  private int keptLength() {
    if (held.isEmpty() || includeInOutput.isOn()) {
      return held.length();
    }
    return held.length() - match.length();
  }

  private String take(int length) {
    String taken = held.substring(0, length);
    held.delete(0, length);
    return taken;
  }
}
