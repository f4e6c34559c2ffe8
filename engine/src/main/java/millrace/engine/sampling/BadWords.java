package millrace.engine.sampling;

import java.util.Arrays;

/**
 * Forbids the last token of each bad word whose other tokens are what the output ends with. Looks
 * at the output alone, as vLLM does, not at the prompt.
 */
final class BadWords {
  private final int[][] sequences;

  /** The last output tokens, oldest first; as many as the longest sequence needs. */
  private final int[] tail;

  private int tailLength;

  BadWords(int[][] sequences) {
    this.sequences = sequences;
    int longest = Arrays.stream(sequences).mapToInt(sequence -> sequence.length).max().orElse(1);
    this.tail = new int[Math.max(0, longest - 1)];
  }

  void accept(int token) {
    if (tail.length == 0) {
      return;
    }
    if (tailLength == tail.length) {
      System.arraycopy(tail, 1, tail, 0, --tailLength);
    }
    tail[tailLength++] = token;
  }

  /** Masks what must not follow the output and, behind it, {@code ahead[from, to)}. */
  void apply(float[] logits, int[] ahead, int from, int to) {
    for (int[] sequence : sequences) {
      if (sequence.length > 0 && endsWithAllButLast(sequence, ahead, from, to)) {
        logits[sequence[sequence.length - 1]] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private boolean endsWithAllButLast(int[] sequence, int[] ahead, int from, int to) {
    int prefix = sequence.length - 1;
    int inAhead = Math.min(prefix, to - from);
    int inTail = prefix - inAhead;
    return inTail <= tailLength
        && Arrays.equals(sequence, inTail, prefix, ahead, to - inAhead, to)
        && Arrays.equals(sequence, 0, inTail, tail, tailLength - inTail, tailLength);
  }
}
