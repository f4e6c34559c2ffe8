package millrace.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.api.TokenLogprobs.Entry;
import millrace.engine.kernel.ScalarKernels;
import org.junit.jupiter.api.Test;

class LogprobsTest {
  @Test
  void topTokensAreThoseOfAFullSortBestFirst() {
    SplittableRandom random = new SplittableRandom(5);
    for (int size : new int[] {1, 7, 64, 151, 4_099, 49_152}) {
      float[] logits = new float[size];
      for (int i = 0; i < size; i++) {
        logits[i] = random.nextInt(2) == 0 ? random.nextInt(20) : (float) random.nextDouble(20);
      }
      SamplerScratch scratch = read(logits, 0, size);
      List<Integer> sorted = new SortOracle(logits, 1).bestFirst();
      for (int top : new int[] {1, 2, 20, 100}) {
        TokenLogprobs actual = Logprobs.of(scratch, size / 2, top);
        assertThat(actual.top())
            .extracting(Entry::tokenId)
            .isEqualTo(sorted.subList(0, Math.min(top, size)));
        assertThat(actual.top())
            .allSatisfy(
                entry ->
                    assertThat(entry.logprob())
                        .isEqualTo(Logprobs.logprob(scratch, entry.tokenId())));
      }
    }
  }

  @Test
  void theChosenTokenIsReportedEvenOutsideTheTop() {
    SamplerScratch scratch = read(new float[] {0, 1, 2, 3}, 0, 4);
    TokenLogprobs actual = Logprobs.of(scratch, 0, 1);
    assertThat(actual.tokenId()).isEqualTo(0);
    assertThat(actual.logprob()).isCloseTo(-3.4401896f, within(1e-6f));
    assertThat(actual.top()).extracting(Entry::tokenId).containsExactly(3);
    assertThat(Logprobs.of(scratch, 2, 0).top()).isEmpty();
  }

  @Test
  void equalLogitsGiveTheLogarithmOfTheirNumber() {
    float[] logits = new float[50_001];
    SamplerScratch scratch = read(logits, 0, logits.length);
    assertThat((double) Logprobs.logprob(scratch, 777)).isCloseTo(-Math.log(50_001), within(1e-6));
    assertThat(Logprobs.of(scratch, 0, 3).top())
        .extracting(Entry::tokenId)
        .containsExactly(0, 1, 2);
  }

  @Test
  void entropyIsTheLogarithmOfTheNumberOfEqualTokens() {
    float[] logits = new float[50_001];
    assertThat(Logprobs.entropy(read(logits, 0, logits.length)))
        .isCloseTo(Math.log(50_001), within(1e-9));
    logits[7] = 100;
    assertThat(Logprobs.entropy(read(logits, 0, logits.length))).isEqualTo(0);
    java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
    logits[5] = 3;
    logits[50_000] = 3;
    assertThat(Logprobs.entropy(read(logits, 0, logits.length)))
        .isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void entropyOfALargeVocabularyIsWithinAMillionth() {
    SplittableRandom random = new SplittableRandom(6);
    for (double width : new double[] {0.1, 3, 20, 60}) {
      float[] logits = new float[151_936];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-width, width);
      }
      double sum = 0;
      double depths = 0;
      for (float logit : logits) {
        sum += Math.exp(logit - width);
        depths += Math.exp(logit - width) * (logit - width);
      }
      assertThat(Logprobs.entropy(read(logits, 0, logits.length)))
          .isCloseTo(Math.log(sum) - depths / sum, within(1e-6));
    }
  }

  @Test
  void impossibleTokensHaveMinusInfinity() {
    SamplerScratch scratch = read(new float[] {Float.NEGATIVE_INFINITY, 4}, 0, 2);
    assertThat(Logprobs.logprob(scratch, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Logprobs.logprob(scratch, 1)).isEqualTo(0);
    assertThat(Logprobs.of(scratch, 1, 5).top()).extracting(Entry::tokenId).containsExactly(1, 0);
  }

  @Test
  void aRowInsideALargerArrayIsReadAlone() {
    float[] logits = {99, 99, 1, 2, 3, 99};
    SamplerScratch inside = read(logits, 2, 3);
    SamplerScratch alone = read(new float[] {1, 2, 3}, 0, 3);
    assertThat(Logprobs.of(inside, 1, 3)).isEqualTo(Logprobs.of(alone, 1, 3));
  }

  private static SamplerScratch read(float[] logits, int offset, int size) {
    SamplerScratch scratch = new SamplerScratch(new ScalarKernels(), size);
    scratch.read(logits, offset, 0);
    return scratch;
  }
}
