package millrace.jobs.evaluate;

import java.io.Serializable;
import java.util.List;
import millrace.engine.api.StopReason;

/**
 * What became of a prompt under each setting, to be read by people.
 *
 * @param position of the prompt in the table
 * @param id of the prompt; empty where the table could not hold it
 * @param reference the right answer; null when there is none
 * @param bySetting the first samples of each setting
 */
public record Excerpt(long position, String id, String reference, List<List<Text>> bySetting)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 3_000;
  private static final int MOST_SAMPLES = 2;

  /**
   * A completion.
   *
   * @param text shortened when it is very long
   * @param tokens its length
   * @param stopReason why it ended
   */
  public record Text(String text, int tokens, String stopReason) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Text of(Sample sample) {
      String text = sample.text();
      boolean isLong = text.codePointCount(0, text.length()) > LONGEST;
      String shown = isLong ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…" : text;
      return new Text(shown, sample.tokens(), sample.stopReason());
    }
  }

  /** Whether there is a first sample, and it is not in error. */
  boolean isGood(int setting) {
    return !bySetting.get(setting).isEmpty()
        && !first(setting).stopReason().equals(StopReason.ERROR.label());
  }

  Text first(int setting) {
    return bySetting.get(setting).get(0);
  }

  static List<Text> firstOf(List<Sample> samples) {
    return samples.stream().limit(MOST_SAMPLES).map(Text::of).toList();
  }
}
