package millrace.engine.schedule;

import java.util.Arrays;

/**
 * Finds where the last tokens of a sequence occurred before in the same sequence, as prompt lookup
 * decoding does (Saxena, "Prompt lookup decoding", 2023; the n-gram proposer of vLLM).
 *
 * <p>Pairs of tokens are indexed as hash chains, like the strings of LZ77 in zlib: a token is added
 * in constant time, a search follows a chain for a bounded number of links, and memory grows with
 * the sequence by doubling. One index per sequence, for the engine's thread only.
 */
final class PromptLookup {
  /** Shortest n-gram that counts as found again. */
  static final int SHORTEST = 2;

  /** Longest n-gram that is compared; beyond it the latest occurrence wins. */
  static final int LONGEST = 5;

  /** Most occurrences that a search compares. */
  private static final int MOST_LINKS = 32;

  /** For each hash, where the latest pair with that hash ends; 0 = nowhere, pairs end from 1 on. */
  private int[] latest = new int[64];

  /** For each position, where the pair before in the same chain ends; 0 = nowhere. */
  private int[] before = new int[64];

  /** Position where the next pair to be indexed ends. */
  private int next = 1;

  /**
   * Looks for the longest n-gram, of {@link #SHORTEST} to {@link #LONGEST} tokens, that ends the
   * sequence and also occurs earlier; of several occurrences the latest.
   *
   * @param tokens the sequence; those seen by an earlier call must be the same
   * @param length number of tokens
   * @return the position behind the earlier occurrence, or 0 when there is none
   */
  int find(int[] tokens, int length) {
    index(tokens, length - 1); // the last pair itself is left out, or it would be found
    if (length < SHORTEST) {
      return 0;
    }
    int found = 0;
    int longest = SHORTEST - 1;
    int end = latest[bucket(tokens, length - 1)];
    for (int link = 0; end > 0 && link < MOST_LINKS && longest < LONGEST; link++) {
      int match = commonLength(tokens, end, length - 1);
      if (match > longest) {
        longest = match;
        found = end + 1;
      }
      end = before[end];
    }
    return found;
  }

  /** How many tokens agree, backwards from two positions, up to {@link #LONGEST}. */
  private static int commonLength(int[] tokens, int earlier, int later) {
    int common = 0;
    while (common < LONGEST
        && common <= earlier
        && tokens[earlier - common] == tokens[later - common]) {
      common++;
    }
    return common;
  }

  private void index(int[] tokens, int end) {
    if (before.length < end) {
      before = Arrays.copyOf(before, Math.max(end, 2 * before.length));
      latest = new int[Integer.highestOneBit(before.length - 1) << 1];
      next = 1;
    }
    for (; next < end; next++) {
      int bucket = bucket(tokens, next);
      before[next] = latest[bucket];
      latest[bucket] = next;
    }
  }

  private int bucket(int[] tokens, int end) {
    int hash = (tokens[end - 1] * 0x9E3779B9 ^ tokens[end]) * 0x85EBCA6B;
    return hash >>> Integer.numberOfLeadingZeros(latest.length - 1);
  }
}
