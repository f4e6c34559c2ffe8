package millrace.jobs.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class BucketsTest {
  @Test
  void everyHashIsInOneBucketAndEqualOnesInTheSame() {
    long[] hashes = new Random(5).longs(10_000).map(hash -> hash % 4_000).toArray();
    TreeMap<Long, Integer> bucketOf = new TreeMap<>();
    int spread = 0;
    for (Tuple2<Integer, long[]> bucket : Buckets.spread(hashes, 7)) {
      assertThat(bucket._1()).isBetween(0, 6);
      for (long hash : bucket._2()) {
        assertThat(bucketOf.merge(hash, bucket._1(), (a, b) -> a)).isEqualTo(bucket._1());
        spread++;
      }
    }
    assertThat(spread).isEqualTo(hashes.length);
  }

  @Test
  void repeatedHashesAreFoundAcrossPartsAndReportedOnce() {
    List<long[]> parts = List.of(new long[] {5, -1, 7}, new long[] {}, new long[] {7, 7, 8, -1});
    assertThat(Buckets.repeated(parts)).containsExactly(-1L, 7L);
    assertThat(Buckets.repeated(List.of(new long[] {1}, new long[] {2}))).isEmpty();
  }

  @Test
  void atMostAHundredAreReported() {
    List<long[]> parts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      parts.add(new Random(3).longs(5_000).toArray());
    }
    assertThat(Buckets.repeated(parts)).hasSize(Buckets.MOST_REPORTED);
  }
}
