package millrace.engine;

import java.util.Arrays;

/**
 * A prompt as token ids.
 *
 * @param ids at least one
 * @param firstScored index of the first token whose log-probability is reported where that is asked
 *     for: that of a continuation, else the second
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record EncodedPrompt(int[] ids, int firstScored) {
  /** The first token has nothing before it that it could follow from. */
  static final int SECOND = 1;

  /** The last {@code most} tokens; 0 = all of them. */
  EncodedPrompt truncated(int most) {
    if (most == 0 || ids.length <= most) {
      return this;
    }
    int cut = ids.length - most;
    return new EncodedPrompt(
        Arrays.copyOfRange(ids, cut, ids.length), Math.max(SECOND, firstScored - cut));
  }
}
