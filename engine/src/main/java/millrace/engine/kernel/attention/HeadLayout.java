package millrace.engine.kernel.attention;

import millrace.engine.kernel.Kernels;

/**
 * How the keys and values of one head lie in a block of {@link Kernels#BLOCK} tokens.
 *
 * <p>Narrow numbers are stored in pairs, two bfloat16 in an int or two bytes in a short, the first
 * in the low half. A vector of pairs widens to two vectors of floats by shifts alone, whatever the
 * vector length.
 *
 * <ul>
 *   <li>Keys in float32: [dim, token]. Narrow: pairs [keyPairs, token]; pair p holds elements p and
 *       keyPairs + p of one token.
 *   <li>Values in float32: [chunk of 32 elements, token, 32]. Narrow: pairs [chunk, token, 16];
 *       pair i of chunk c holds elements 32c + i and 32c + 16 + i of one token.
 * </ul>
 *
 * <p>Elements beyond {@code dim} are zero. Rows of 16 or 32 elements, whatever the head's
 * dimension, give the kernels constant strides.
 *
 * @param dim elements of a head
 */
public record HeadLayout(int dim) {
  /** Elements of a value that are laid out together. */
  static final int CHUNK = 32;

  /** Distance between the two elements of a value pair. */
  static final int HALF = CHUNK / 2;

  /** Pairs of one token's key. */
  public int keyPairs() {
    return (dim + 1) / 2;
  }

  /** Elements of a query, the one beyond an odd {@code dim} included. */
  public int queryLength() {
    return 2 * keyPairs();
  }

  /**
   * Where a query's first element is among queries laid out as [group of {@link Kernels#BLOCK},
   * element, query of the group]: its elements are as far apart as a key's.
   */
  public int queryAt(int query) {
    return query / Kernels.BLOCK * Kernels.BLOCK * queryLength() + query % Kernels.BLOCK;
  }

  /** Elements of a sum of values, those beyond {@code dim} included. */
  public int valueStride() {
    return (dim + CHUNK - 1) / CHUNK * CHUNK;
  }

  /** Floats of a block's keys. */
  public int keyFloats() {
    return dim * Kernels.BLOCK;
  }

  /** Pairs of a block's keys. */
  public int keyPairsOfBlock() {
    return keyPairs() * Kernels.BLOCK;
  }

  /** Floats of a block's values; half as many pairs. */
  public int valueFloats() {
    return valueStride() * Kernels.BLOCK;
  }

  /**
   * The element of a value in the low half of its i-th pair; the other is {@link #HALF} further.
   */
  static int firstOfValuePair(int pair) {
    return pair / HALF * CHUNK + pair % HALF;
  }

  /** Where the i-th pair of a block's first value lies; that of the next is HALF further. */
  static int valuePairAt(int pair) {
    return pair / HALF * HALF * Kernels.BLOCK + pair % HALF;
  }

  /** Where element firstOfValuePair(i) of a block's first value lies in float32. */
  static int valueAt(int pair) {
    return pair / HALF * CHUNK * Kernels.BLOCK + pair % HALF;
  }
}
