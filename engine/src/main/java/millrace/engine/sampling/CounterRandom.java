package millrace.engine.sampling;

/**
 * Random numbers without state: each is a function of (seed, sample index, position), so a draw
 * does not depend on what was drawn before, on which thread, or in which batch.
 *
 * <p>The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC 2011). The key is the seed (low word first), the counter is (position, sample
 * index, 0, 0).
 */
public final class CounterRandom {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long WORD = 0xFFFFFFFFL;

  /** Two of the four output words, as one value to return. */
  enum Half {
    WORDS_0_1,
    WORDS_2_3
  }

  private CounterRandom() {}

  /**
   * A number in [0, 1), a multiple of 2^-53.
   *
   * @param seed of the row
   * @param sampleIndex which of the row's samples
   * @param position index of the generated token, from 0
   */
  public static double uniform(long seed, int sampleIndex, int position) {
    long bits =
        philox(position, sampleIndex, 0, 0, (int) seed, (int) (seed >>> 32), Half.WORDS_0_1);
    return (bits >>> 11) * 0x1p-53;
  }

  /**
   * Philox4x32-10 of the counter (c0, c1, c2, c3) under the key (k0, k1).
   *
   * @return words 0 and 1 or words 2 and 3 of the block, the earlier one in the low 32 bits
   */
  static long philox(int c0, int c1, int c2, int c3, int k0, int k1, Half half) {
    int x0 = c0;
    int x1 = c1;
    int x2 = c2;
    int x3 = c3;
    int key0 = k0;
    int key1 = k1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (x0 & WORD);
      long product1 = MULTIPLIER_1 * (x2 & WORD);
      x0 = (int) (product1 >>> 32) ^ x1 ^ key0;
      x1 = (int) product1;
      x2 = (int) (product0 >>> 32) ^ x3 ^ key1;
      x3 = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    return half == Half.WORDS_0_1 ? join(x0, x1) : join(x2, x3);
  }

  private static long join(int low, int high) {
    return (low & WORD) | ((long) high << 32);
  }
}
