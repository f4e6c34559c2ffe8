package millrace.jobs.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LengthHistogramTest {
  @Test
  void everyLengthLiesInItsBucketAndBucketsLeaveNoGap() {
    int bucket = 0;
    for (int length = 0; length < 100_000; length++) {
      if (length == LengthHistogram.endOf(bucket)) {
        bucket = length;
      }
      assertThat(LengthHistogram.bucketOf(length)).isEqualTo(bucket);
    }
    int last = LengthHistogram.bucketOf(Integer.MAX_VALUE);
    assertThat(last).isBetween(1 << 30, Integer.MAX_VALUE - 1);
    assertThat(LengthHistogram.endOf(last)).isEqualTo(1L << 31);
  }

  @Test
  void aHundredThousandLengthsNeedSomeDozensOfBuckets() {
    long buckets = 0;
    for (long bucket = 0; bucket < 100_000; bucket = LengthHistogram.endOf((int) bucket)) {
      buckets++;
    }
    assertThat(buckets).isLessThan(64);
  }

  @Test
  void sumsAddUpByBucket() {
    LengthHistogram sum =
        new LengthHistogram(Map.of(1, 2L, 8, 1L)).plus(new LengthHistogram(Map.of(8, 4L)));
    assertThat(sum.counts()).isEqualTo(Map.of(1, 2L, 8, 5L));
    assertThat(sum.total()).isEqualTo(7);
  }
}
