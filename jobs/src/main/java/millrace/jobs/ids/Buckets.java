package millrace.jobs.ids;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.Tuple2;

/** Spreads hashes over buckets, so that equal ones meet in the same, and finds the equal ones. */
final class Buckets {
  /** Repeated hashes that one bucket reports; one is enough to refuse a table. */
  static final int MOST_REPORTED = 100;

  private Buckets() {}

  /** The hashes by bucket; empty buckets are left out. */
  static List<Tuple2<Integer, long[]>> spread(long[] hashes, int buckets) {
    int[] sizes = new int[buckets];
    for (long hash : hashes) {
      sizes[bucket(hash, buckets)]++;
    }
    List<Tuple2<Integer, long[]>> spread = new ArrayList<>();
    long[][] parts = new long[buckets][];
    for (int bucket = 0; bucket < buckets; bucket++) {
      parts[bucket] = new long[sizes[bucket]];
      if (sizes[bucket] > 0) {
        spread.add(new Tuple2<>(bucket, parts[bucket]));
      }
    }
    for (long hash : hashes) {
      int bucket = bucket(hash, buckets);
      parts[bucket][--sizes[bucket]] = hash;
    }
    return spread;
  }

  private static int bucket(long hash, int buckets) {
    return (int) Long.remainderUnsigned(hash, buckets);
  }

  /** Some of the hashes that occur more than once. */
  static List<Long> repeated(Iterable<long[]> parts) {
    int size = 0;
    for (long[] part : parts) {
      size += part.length;
    }
    long[] all = new long[size];
    int filled = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, all, filled, part.length);
      filled += part.length;
    }
    Arrays.sort(all);
    List<Long> repeated = new ArrayList<>();
    for (int i = 1; i < size && repeated.size() < MOST_REPORTED; i++) {
      boolean isFirstRepetition = all[i] == all[i - 1] && (i == 1 || all[i] != all[i - 2]);
      if (isFirstRepetition) {
        repeated.add(all[i]);
      }
    }
    return repeated;
  }
}
