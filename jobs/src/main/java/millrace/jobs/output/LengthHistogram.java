package millrace.jobs.output;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How often lengths in tokens occur, in buckets that grow with the length: single lengths below 8,
 * then four to each power of two, each about a fifth wider than the one before it, so that millions
 * of lengths fit in some dozens of numbers and make an even picture on a logarithmic axis.
 *
 * @param counts by the least length of the bucket; empty buckets are left out
 */
public record LengthHistogram(@JsonValue Map<Integer, Long> counts) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Below this each length has a bucket of its own. */
  private static final int SINGLE = 8;

  private static final int PER_DOUBLING = 4;

  /** The least length of each bucket, ascending; 2^31 ends the last. */
  private static final long[] STARTS =
      LongStream.concat(
              LongStream.range(0, SINGLE),
              LongStream.rangeClosed(3 * PER_DOUBLING, 31 * PER_DOUBLING)
                  .map(step -> Math.round(Math.pow(2, (double) step / PER_DOUBLING))))
          .toArray();

  /** Nothing counted. */
  public static final LengthHistogram EMPTY = new LengthHistogram(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LengthHistogram {
    counts = new TreeMap<>(counts);
  }

  /** The least length of the bucket that {@code length} falls in. */
  public static int bucketOf(int length) {
    int found = Arrays.binarySearch(STARTS, Math.max(0, length));
    return (int) STARTS[found < 0 ? -found - 2 : found];
  }

  /** The least length beyond the bucket that begins at {@code bucket}. */
  public static long endOf(int bucket) {
    return STARTS[Arrays.binarySearch(STARTS, bucket) + 1];
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
