package millrace.jobs.output;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often lengths in tokens occur, in buckets that grow with the length: single lengths below 8,
 * then four to each power of two, so that a bucket is at most a fifth wider than the one before it
 * and millions of lengths fit in some dozens of numbers.
 *
 * @param counts by the least length of the bucket; empty buckets are left out
 */
public record LengthHistogram(@JsonValue Map<Integer, Long> counts) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Below this each length has a bucket of its own. */
  private static final int SINGLE = 8;

  /** Nothing counted. */
  public static final LengthHistogram EMPTY = new LengthHistogram(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LengthHistogram {
    counts = new TreeMap<>(counts);
  }

  /** The least length of the bucket that {@code length} falls in. */
  public static int bucketOf(int length) {
    if (length < SINGLE) {
      return Math.max(0, length);
    }
    int step = Integer.highestOneBit(length) / 4;
    return length / step * step;
  }

  /** The least length beyond the bucket that begins at {@code bucket}. */
  public static long endOf(int bucket) {
    return bucket < SINGLE ? bucket + 1L : bucket + Integer.highestOneBit(bucket) / 4L;
  }

  /** Both together. */
  public LengthHistogram plus(LengthHistogram other) {
    Map<Integer, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
    return new LengthHistogram(sum);
  }

  /** How many lengths were counted. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
