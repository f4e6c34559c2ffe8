package millrace.engine.api.stop;

/**
 * What a {@link StopCondition} says of the text so far.
 *
 * @param match when the sample ends here: what ended it, for the column {@code stop_match}; null =
 *     it goes on
 * @param characters when the sample ends, how many characters of the text are its completion; else
 *     how many are certain to be, whatever follows. The others are not shown while streaming. What
 *     was once certain must stay.
 */
public record Verdict(String match, int characters) {
  private static final Verdict GO_ON = new Verdict(null, Integer.MAX_VALUE);

  public Verdict {
    if (characters < 0) {
      throw new IllegalArgumentException(
          "Cannot judge a text: characters, " + characters + ", must be at least 0");
    }
  }

  /** The sample goes on, and all of its text stays. */
  public static Verdict goOn() {
    return GO_ON;
  }

  /** The sample goes on; it is still open whether the text behind so many characters stays. */
  public static Verdict goOn(int certainCharacters) {
    return new Verdict(null, certainCharacters);
  }

  /**
   * The sample ends.
   *
   * @param match what ended it, not null
   * @param keptCharacters length of the completion
   */
  public static Verdict stop(String match, int keptCharacters) {
    if (match == null) {
      throw new IllegalArgumentException("Cannot stop: match, null, must be a text");
    }
    return new Verdict(match, keptCharacters);
  }

  /** True when the sample ends. */
  public boolean ends() {
    return match != null;
  }
}
