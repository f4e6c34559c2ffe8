package millrace.datasets.openai;

import java.util.Arrays;
import millrace.datasets.prompts.IdReader;
import millrace.datasets.prompts.IdType;

/**
 * The ids seen so far, as hashes of 64 bits: 16 to 32 bytes an id, so that tens of millions fit
 * into a small heap. Of n different ids about n² / 2⁶⁵ pairs are taken for equal: 3 in a million
 * files of ten million lines.
 */
final class SeenIds {
  private static final long FREE = 0;

  private long[] table = new long[1 << 10];
  private int size;

  /** Remembers an id; false when it was seen before. */
  boolean add(String id) {
    long hash = IdReader.hash(id, IdType.STRING);
    if (2 * size >= table.length) {
      grow();
    }
    boolean added = put(table, hash == FREE ? 1 : hash);
    size += added ? 1 : 0;
    return added;
  }

  private void grow() {
    long[] larger = new long[2 * table.length];
    Arrays.stream(table).filter(hash -> hash != FREE).forEach(hash -> put(larger, hash));
    table = larger;
  }

  private static boolean put(long[] table, long hash) {
    int at = (int) hash & (table.length - 1);
    while (table[at] != FREE) {
      if (table[at] == hash) {
        return false;
      }
      at = (at + 1) & (table.length - 1);
    }
    table[at] = hash;
    return true;
  }
}
