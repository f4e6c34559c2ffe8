package millrace.engine.sampling;

import java.util.Arrays;

/**
 * How often each token occurred; a small open-addressing hash table that grows with the number of
 * distinct tokens, not with the vocabulary. A token can be known with a count of 0.
 */
final class TokenCounts {
  private static final int EMPTY = -1;
  private int[] ids = emptySlots(16);
  private int[] counts = new int[16];
  private int distinct;

  /** Makes the token known and adds to its count. */
  void add(int tokenId, int occurrences) {
    if (2 * (distinct + 1) > ids.length) {
      grow();
    }
    int slot = slotOf(tokenId);
    if (ids[slot] == EMPTY) {
      ids[slot] = tokenId;
      distinct++;
    }
    counts[slot] += occurrences;
  }

  /** Whether the token was added before. */
  boolean knows(int tokenId) {
    return ids[slotOf(tokenId)] != EMPTY;
  }

  /** Number of slots; tokens stand in some of them. */
  int slots() {
    return ids.length;
  }

  /** The token in a slot, negative when there is none. */
  int idAt(int slot) {
    return ids[slot];
  }

  /** The count of the token in a slot. */
  int countAt(int slot) {
    return counts[slot];
  }

  private int slotOf(int tokenId) {
    int slot = (tokenId * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(ids.length - 1);
    while (ids[slot] != EMPTY && ids[slot] != tokenId) {
      slot = (slot + 1) & (ids.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] oldIds = ids;
    int[] oldCounts = counts;
    ids = emptySlots(2 * oldIds.length);
    counts = new int[ids.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != EMPTY) {
        int slot = slotOf(oldIds[i]);
        ids[slot] = oldIds[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  private static int[] emptySlots(int size) {
    int[] slots = new int[size];
    Arrays.fill(slots, EMPTY);
    return slots;
  }
}
