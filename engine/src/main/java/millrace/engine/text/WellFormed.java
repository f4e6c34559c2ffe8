package millrace.engine.text;

import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;

/** Checks that a Java string is valid Unicode: each surrogate is half of a pair. */
final class WellFormed {
  private WellFormed() {}

  /**
   * @param code of the error
   * @param action what cannot be done, for the message
   * @throws RowException naming the first lone surrogate and its index
   */
  static void require(String text, ErrorCode code, String action) {
    int at = firstLoneSurrogate(text);
    if (at >= 0) {
      throw new RowException(
          code,
          String.format(
              "Cannot %s: lone surrogate U+%04X, expected valid Unicode, at index %d",
              action, (int) text.charAt(at), at));
    }
  }

  private static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }
}
