package millrace.engine.schedule;

import java.util.Arrays;
import millrace.engine.api.StopReason;

/** The tokens that end a completion. */
public final class EndTokens {
  private final int[] endIds;
  private final int[] stopIds;

  /**
   * @param endIds tokens that end it as end of sequence; empty when they are ignored
   * @param stopIds further tokens that end it
   */
  public EndTokens(int[] endIds, int[] stopIds) {
    this.endIds = sorted(endIds);
    this.stopIds = sorted(stopIds);
  }

  private static int[] sorted(int[] ids) {
    return Arrays.stream(ids).sorted().distinct().toArray();
  }

  /** Why a completion ends with this token, or null when it goes on. */
  StopReason reasonFor(int token) {
    if (Arrays.binarySearch(endIds, token) >= 0) {
      return StopReason.EOS;
    }
    return Arrays.binarySearch(stopIds, token) >= 0 ? StopReason.STOP_TOKEN : null;
  }

  /** At least as many as there are tokens that end a completion. */
  int count() {
    return endIds.length + stopIds.length;
  }
}
