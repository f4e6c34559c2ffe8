package millrace.engine.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sequences that wait to run, and which of them starts next: first those that ran before and had to
 * stop, then the others by {@link PrefixGroups}.
 *
 * <p>Nobody starves: only sequences that came at most {@code horizon} after the one that waits
 * longest take part in the choice, so none is overtaken by one that came later than that.
 */
final class WaitingQueue {
  private final int horizon;
  private final Deque<Sequence> returned = new ArrayDeque<>();
  private final PrefixGroups choice = new PrefixGroups();

  /** Those in the choice, in the order they came, and perhaps some that have left it. */
  private final Deque<Sequence> byAge = new ArrayDeque<>();

  private final Deque<Sequence> beyondHorizon = new ArrayDeque<>();

  /** Those that wait for others of their search rather than for a place. */
  private final Deque<Sequence> parked = new ArrayDeque<>();

  private long arrivals;
  private int size;
  private long early;
  private double earlyLength;

  /**
   * @param horizon by how many places a sequence may overtake another, at least 1
   */
  WaitingQueue(int horizon) {
    this.horizon = horizon;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** How many sequences wait. */
  int size() {
    return size;
  }

  /** Adds a sequence that never ran. */
  void add(Sequence sequence) {
    size++;
    sequence.arrival = arrivals++;
    beyondHorizon.addLast(sequence);
  }

  /** Adds a sequence that ran before; it goes before all others. */
  void addReturned(Sequence sequence) {
    size++;
    returned.addFirst(sequence);
  }

  /** Adds a sequence that is not to start until it is taken out. */
  void park(Sequence sequence) {
    parked.addLast(sequence);
  }

  /** Takes out a parked sequence, if it is one. */
  void unpark(Sequence sequence) {
    parked.remove(sequence);
  }

  /** The sequence to start next, of new ones among those that may; null when there is none. */
  Sequence next(Predicate<Sequence> mayStart) {
    if (!returned.isEmpty()) {
      return returned.peekFirst();
    }
    moveHorizon();
    return choice.next(mayStart);
  }

  private void moveHorizon() {
    while (!byAge.isEmpty() && byAge.peekFirst().group == null) {
      byAge.removeFirst();
    }
    while (!beyondHorizon.isEmpty()
        && (byAge.isEmpty()
            || beyondHorizon.peekFirst().arrival <= byAge.peekFirst().arrival + horizon)) {
      Sequence sequence = beyondHorizon.removeFirst();
      byAge.addLast(sequence);
      choice.add(sequence, expectedLength(sequence));
    }
  }

  /** Takes out the sequence that {@link #next} gave. */
  void start(Sequence sequence) {
    size--;
    if (sequence.group != null) {
      choice.start(sequence);
    } else {
      returned.removeFirst();
    }
  }

  /** Takes out any sequence. */
  void remove(Sequence sequence) {
    if (sequence.group != null) {
      choice.remove(sequence);
      size--;
    } else if (returned.remove(sequence) || beyondHorizon.remove(sequence)) {
      size--;
    } else {
      parked.remove(sequence);
    }
  }

  /** Takes the cache of a sequence that still holds one, other than {@code spared}. */
  boolean reclaim(Sequence spared) {
    return reclaim(returned, spared) || reclaim(parked, spared);
  }

  private static boolean reclaim(Deque<Sequence> from, Sequence spared) {
    for (Iterator<Sequence> it = from.descendingIterator(); it.hasNext(); ) {
      Sequence sequence = it.next();
      if (sequence.blocks != null && sequence != spared) {
        sequence.releaseBlocks();
        return true;
      }
    }
    return false;
  }

  void forEach(Consumer<Sequence> action) {
    returned.forEach(action);
    byAge.stream().filter(sequence -> sequence.group != null).forEach(action);
    beyondHorizon.forEach(action);
    parked.forEach(action);
  }

  /** Learns how long a sample became that might have ended before its limit. */
  void learnLength(Sample sample) {
    if (sample.mayEndEarly()) {
      early++;
      earlyLength += (sample.generated - earlyLength) / Math.min(early, 100);
    }
  }

  /** Tokens that the longest branch of the sequence will likely generate. */
  private long expectedLength(Sequence sequence) {
    long longest = 0;
    for (Branch branch : sequence.branches) {
      boolean known = branch.mayEndEarly() && early > 0;
      int most = branch.maxNewTokens();
      longest = Math.max(longest, known ? Math.min(most, Math.round(earlyLength)) : most);
    }
    return longest;
  }
}
