package millrace.jobs.synthesize;

import java.io.Serializable;

/**
 * Min-wise hashing with bands (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive
 * Datasets, 3.4): two sets of Jaccard similarity s agree in all {@code rows} hashes of at least one
 * of {@code bands} bands with probability 1 − (1 − s^rows)^bands.
 *
 * @param bands of the signature
 * @param rows hashes of a band
 */
record MinHash(int bands, int rows) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int HASHES = 128;

  /** A pair at the threshold itself is missed less often than this. */
  private static final double MOST_MISSED = 0.001;

  /** The longest bands, which bring the fewest candidates, that hardly miss a pair. */
  static MinHash forThreshold(double threshold) {
    int rows = 1;
    while (rows < HASHES && missed(threshold, rows + 1) <= MOST_MISSED) {
      rows++;
    }
    return new MinHash(HASHES / rows, rows);
  }

  private static double missed(double similarity, int rows) {
    return Math.pow(1 - Math.pow(similarity, rows), HASHES / rows);
  }

  /** One digest for each band of the set's signature; the set must not be empty. */
  long[] bandsOf(long[] set) {
    long[] keys = new long[bands];
    for (int band = 0; band < bands; band++) {
      long key = band;
      for (int row = 0; row < rows; row++) {
        key = mix(key ^ least(set, mix(band * (long) rows + row + 1)));
      }
      keys[band] = key;
    }
    return keys;
  }

  private static long least(long[] set, long salt) {
    long least = Long.MAX_VALUE;
    for (long value : set) {
      least = Math.min(least, mix(value ^ salt));
    }
    return least;
  }

  /** A bijection in which every bit depends on every other (Stafford's Mix13, as SplitMix64). */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
