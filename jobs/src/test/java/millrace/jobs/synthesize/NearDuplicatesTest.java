package millrace.jobs.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import millrace.jobs.synthesize.recipe.DeduplicateSpec.Near;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shingles, their similarity, and which pairs the bands find. */
class NearDuplicatesTest {
  private static final Near WORDS = new Near("words", 2, 0.5);

  @Test
  void normalFormForgetsCaseWidthAndWhiteSpace() {
    assertThat(Shingles.normal(" A\u00a0\tFox\n ﬁne Ｅ ")).isEqualTo("a fox fine e");
  }

  @Test
  void shinglesAreRunsOfWordsOrCharacters() {
    assertThat(Shingles.of("A fox, a fox!", WORDS)).hasSize(2); // a fox, fox a
    assertThat(Shingles.of("a FOX a", WORDS)).isEqualTo(Shingles.of("A fox... a fox", WORDS));
    assertThat(Shingles.of("fox", WORDS)).hasSize(1);
    assertThat(Shingles.of(" ,. ", WORDS)).isEmpty();
    assertThat(Shingles.of("abcabc", new Near("characters", 3, 0.5))).hasSize(3); // abc bca cab
    assertThat(Shingles.of("ab", new Near("characters", 3, 0.5))).hasSize(1);
    assertThat(Shingles.of("", new Near("characters", 3, 0.5))).isEmpty();
  }

  @Test
  void jaccardIsIntersectionOverUnion() {
    assertThat(Shingles.jaccard(new long[] {1, 2, 3}, new long[] {2, 3, 4})).isEqualTo(0.5);
    assertThat(Shingles.jaccard(new long[] {1}, new long[] {2})).isZero();
    assertThat(Shingles.jaccard(new long[0], new long[0])).isZero();
    assertThat(Shingles.jaccard(new long[] {-5, 9}, new long[] {-5, 9})).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.5, 0.8, 0.95, 1})
  void bandsMissFewPairsAtTheThreshold(double threshold) {
    MinHash hash = MinHash.forThreshold(threshold);
    assertThat(hash.bands() * hash.rows()).isLessThanOrEqualTo(128);
    double missed = Math.pow(1 - Math.pow(threshold, hash.rows()), hash.bands());
    assertThat(missed).isLessThanOrEqualTo(0.001);
  }

  @Test
  void setsMeetInABandAsOftenAsTheTheorySays() {
    MinHash hash = new MinHash(16, 4);
    Random random = new Random(5);
    int met = 0;
    int pairs = 2_000;
    for (int pair = 0; pair < pairs; pair++) {
      long[] all = random.longs(90).toArray();
      long[] one = Arrays.copyOfRange(all, 0, 70);
      long[] other = Arrays.copyOfRange(all, 20, 90);
      met += meet(hash.bandsOf(one), hash.bandsOf(other)) ? 1 : 0;
    }
    double similarity = 50 / 90.0;
    double expected = 1 - Math.pow(1 - Math.pow(similarity, 4), 16);
    assertThat((double) met / pairs).isCloseTo(expected, Offset.offset(0.04));
  }

  private static boolean meet(long[] one, long[] other) {
    Set<Long> bands = new HashSet<>();
    Arrays.stream(one).forEach(bands::add);
    return Arrays.stream(other).anyMatch(bands::contains);
  }
}
