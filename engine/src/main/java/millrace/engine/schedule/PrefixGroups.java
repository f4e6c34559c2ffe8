package millrace.engine.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;
import millrace.engine.kernel.Kernels;

/**
 * Waiting sequences, those with a long common prefix together. A group is begun where its most
 * expensive sequence is the most expensive of all, and goes on until it is empty, the most
 * expensive sequence first: so a prefix is computed once and used while it is in the cache, and
 * what starts last is short.
 *
 * <p>Which sequences form a group is a matter of speed alone, so prefixes are found by their hash.
 */
final class PrefixGroups {
  /** Groups that are asked for a sequence that may start. */
  private static final int MOST_TRIES = 8;

  private static final Comparator<Sequence> EXPENSIVE_FIRST =
      Comparator.<Sequence>comparingLong(sequence -> -sequence.cost)
          .thenComparingLong(sequence -> sequence.arrival);

  private final Map<Long, Group> byPrefix = new HashMap<>();
  private final TreeSet<Group> groups =
      new TreeSet<>(Comparator.comparing(Group::first, EXPENSIVE_FIRST));
  private Group current;

  /** Sequences that share at least half of their prompt with the first that came. */
  static final class Group {
    private final int[] tokens;
    private final int length;
    private final long[] keys;
    private final PriorityQueue<Sequence> members = new PriorityQueue<>(4, EXPENSIVE_FIRST);

    private Group(Sequence founder, long[] keys) {
      this.tokens = founder.tokenArray();
      this.length = founder.length();
      this.keys = keys;
    }

    private Sequence first() {
      return members.peek();
    }

    private int shared(Sequence sequence) {
      int end = Math.min(length, sequence.length());
      int mismatch = Arrays.mismatch(tokens, 0, end, sequence.tokenArray(), 0, end);
      return mismatch < 0 ? end : mismatch;
    }
  }

  /**
   * Adds a sequence that has its arrival; sets its cost.
   *
   * @param newTokens how many tokens it is expected to draw
   */
  void add(Sequence sequence, long newTokens) {
    long[] keys = keys(sequence);
    Group group = find(sequence, keys);
    int shared = 0;
    if (group == null) {
      group = new Group(sequence, keys);
      for (long key : keys) {
        byPrefix.putIfAbsent(key, group);
      }
    } else {
      shared = group.shared(sequence);
      groups.remove(group); // its place depends on its first member
    }
    sequence.cost = sequence.length() - shared + newTokens;
    sequence.group = group;
    group.members.add(sequence);
    groups.add(group);
  }

  /** The group with which a sequence shares most, if that is half of its prompt. */
  private Group find(Sequence sequence, long[] keys) {
    for (int i = keys.length - 1; i >= 0; i--) {
      Group group = byPrefix.get(keys[i]);
      if (group != null) {
        return 2 * group.shared(sequence) >= sequence.length() ? group : null;
      }
    }
    return null;
  }

  /** Hashes of the first 16, 32, 64 … tokens; no shorter prefix fills a block of the cache. */
  private static long[] keys(Sequence sequence) {
    int length = sequence.length();
    int blocks = length / Kernels.BLOCK;
    long[] keys = new long[Integer.SIZE - Integer.numberOfLeadingZeros(blocks)];
    long hash = 0;
    int done = 0;
    for (int i = 0; i < keys.length; i++) {
      for (; done < Kernels.BLOCK << i; done++) {
        hash = (hash + sequence.tokenArray()[done] + 1) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
      }
      keys[i] = hash;
    }
    return keys;
  }

  /** The sequence to start next among those that may; null when there is none. Takes nothing. */
  Sequence next(Predicate<Sequence> mayStart) {
    if (current != null && mayStart.test(current.first())) {
      return current.first();
    }
    int tries = 0;
    for (Group group : groups) {
      if (mayStart.test(group.first())) {
        return group.first();
      }
      if (++tries == MOST_TRIES) {
        break;
      }
    }
    return null;
  }

  /** Takes a sequence out because it starts; its group goes on. */
  void start(Sequence sequence) {
    Group group = sequence.group;
    remove(sequence);
    current = group.members.isEmpty() ? null : group;
  }

  /** Takes a sequence out. */
  void remove(Sequence sequence) {
    Group group = sequence.group;
    groups.remove(group);
    group.members.remove(sequence);
    sequence.group = null;
    if (!group.members.isEmpty()) {
      groups.add(group);
      return;
    }
    for (long key : group.keys) {
      byPrefix.remove(key, group);
    }
    if (current == group) {
      current = null;
    }
  }
}
