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

  void apply(float[] logits) {
    for (int[] sequence : sequences) {
      if (sequence.length > 0 && endsWithAllButLast(sequence)) {
        logits[sequence[sequence.length - 1]] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private boolean endsWithAllButLast(int[] sequence) {
    int prefix = sequence.length - 1;
    return prefix <= tailLength
        && Arrays.equals(sequence, 0, prefix, tail, tailLength - prefix, tailLength);
  }
}
